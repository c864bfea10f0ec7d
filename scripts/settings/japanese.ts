/** The headings of `.env.example` in Japanese. */
export const SECTIONS: Readonly<Record<string, string>> = {
  'The city': '自治体',
  'Where it listens': '待受け',
  'What it keeps': '保存',
  'Who works with it': '職員',
  'The recorder': '録音装置',
  'Microsoft Teams': 'Microsoft Teams',
  'The secure link': '取得リンク',
  "The rule's numbers": '要綱の数値',
  'The public notice (第3条第1項, /notice)': '市民へのお知らせ（第3条第1項、`/notice`）',
  'The set for registering a request as public documents (文書登録一式)': '文書登録一式',
  'The letters': '様式',
  'Running it': '動作',
  'Reminders (business days, in office hours only)': 'お知らせ（開庁日の執務時間のみ）',
};

/** What each setting means, by the variables that one comment of `.env.example` explains. */
export const MEANINGS: Readonly<Record<string, string>> = {
  CITY_PROFILE:
    'どの自治体の要綱によるか。`kumamoto` または `mihon`（別の要綱をもつ架空の市）。組織の名称、条番号、利用目的と要件、様式、保存期間が決まります。加え方は[your-city.md](your-city.md)をご覧ください。起動時に一度だけ読みます。',
  HOST: '待ち受けるアドレス。`BOT_ID` を設定するまでは、ループバックアドレスに限ります。',
  PORT: '待ち受けるポート。',
  PUBLIC_URL:
    'Teamsから見たアドレス（スキームとホスト名のみ）。`FILES_URL` が空のときは、職員のブラウザーから見たアドレスでもあります。`BOT_ID` を設定するときは必須で、httpsに限ります。空のときは `http://HOST:PORT`。',
  FILES_URL:
    '回答書・録音などの画面を、`PUBLIC_URL` とは別のアドレス（庁内だけのアドレスなど）で開くときの、そのアドレス。`PUBLIC_URL` は、`/api/messages` と `/healthz` だけに答えるようになります（[運用の手引](guide-operator.ja.md#職員の端末がある場所)をご覧ください）。空のときは `PUBLIC_URL`。',
  FILES_PORT:
    '`FILES_URL` のために、`PORT` と別に待ち受けるポート。設定することをお勧めします。空のときは `PORT` が両方を受け、要求が名乗るホスト名で分けるためです。',
  FILES_HOST:
    '`FILES_PORT` で待ち受けるアドレス。`BOT_ID` を設定するまでは、ループバックアドレスに限ります。空のときは `HOST`。',
  PUBLIC_NOTICE: '`on` のとき、`FILES_URL` を分けていても、市民へのお知らせと要綱を `PUBLIC_URL` でも公開します。',
  TRUST_PROXY:
    '手前にあり、`X-Forwarded-For` を信頼するリバースプロキシーの数（0〜9）。少なすぎると、プロキシーの先の全員が1人と数えられて制限を受け、多すぎると、送信元が自分のアドレスを偽ることができます。',
  FILES_TRUST_PROXY: '`FILES_PORT` の手前にあるリバースプロキシーの数。空のときは `TRUST_PROXY`。',
  TLS_CERTIFICATES:
    '手前のプロキシーの証明書（ボットが読めるPEMファイル。コンマ区切り）。期限が近づくと取扱者にお知らせします。見るたびに読み直し、通信には使いません。空のときはお知らせしません。',
  NODE_ENV: '`production` にすると、`BOT_ID` がないときは起動しません。',
  DATA_DIR: '複製データ、文書、内蔵データベースのフォルダー。相対パスは、本体のフォルダーから数えます。',
  FILE_STORE:
    '複製データと文書の置き場所（どちらでも暗号化します）。`disk`（`DATA_DIR`）または `azure`（`FILE_CONTAINER`）。',
  FILE_CONTAINER:
    '`FILE_STORE=azure` で使う、AzureストレージアカウントのBlobコンテナー。ボットのIDに「ストレージBLOBデータ共同作成者」の役割が必要です。非公開で、不変ポリシー・論理的な削除・バージョン管理のないものに限ります（消したものが残らないようにするためです）。',
  BACKUP_DIR:
    'ボットが毎晩バックアップを作るフォルダー（[運用の手引](guide-operator.ja.md#バックアップ)）。別のコンピューターの共有フォルダーなどとし、`DATA_DIR` の中にはできません。空のときは作りません。',
  BACKUP_DAYS:
    '`BACKUP_DIR` のバックアップを保管する日数（1〜90）。削除した複製データ（`COPY_DAYS`）も、この間はバックアップに残ります。',
  DATABASE_URL:
    'PostgreSQLサーバー（ボットの役割）。別のコンピューターへは暗号化します（sslmode）。空のときは、`DATA_DIR` の内蔵データベース（PGlite）を使います。`BOT_ID` があるときは `ALLOW_EMBEDDED` が必要です。',
  DATABASE_DIRECT_URL:
    '`DATABASE_URL` が、接続を使い回すプーラー（PgBouncer、`pool_mode = transaction`）を指すときに、同じデータベースへ直接つなぐ接続。ロックと通知は、1つの接続に結び付くためです。空のときは、`DATABASE_URL` が、サーバーか、セッション単位のプーラーを指します。',
  DATABASE_READ_URL:
    'データベースの複製（スタンバイ）。`npm run audit:verify` が、確定済みのすべてが複製に届いたことを確かめたうえで、ここから監査記録を読みます。ほかには使いません。空のときは `DATABASE_URL`。',
  ALLOW_EMBEDDED:
    '`1` のとき、`BOT_ID` があっても内蔵データベースを使います。プロセスは1つで、監査記録を守る役割の分離はありません。',
  DEMO_DATA:
    '`own` のとき、デモ（`BOT_ID` なし）で `DIRECTORY_FILE`・`RECORDER_DIR`・`DATABASE_URL` を使えます。このコンピューターでの試用に限り、ログに注意が出ます。',
  DATABASE_OWNER_URL:
    'データベースの所有者の接続。表を作り、ボットの役割に必要な権限だけを与えます（監査記録の変更と削除は含みません）。`npm run migrate` だけが使い、ボットの読めない `.env.owner` に書きます。空のときは `DATABASE_URL` が両方を兼ねます。',
  DATABASE_TIMEOUT_SECONDS:
    'サーバーで1つの文にかけられる秒数（何も行わないトランザクションも同じ）。PgBouncerを通すときは、操作の手引き（docs/operate.md）をご覧ください。',
  AUDIT_HEAD_FILE:
    '監査記録の最新の確認値（ハッシュ値）を書き足すファイル。決定・交付のたび、書き込みのある間は15分ごとに、そして毎日書き足します。このファイルか、その写しを別のサーバーに置いてください。空のときは `DATA_DIR` の `audit-heads.jsonl`。',
  AUDIT_KEYS:
    '監査記録の各行に署名する鍵（Ed25519。32バイトをbase64にしたもの。`openssl rand -base64 32`）。コンマで区切り、先頭の鍵で署名します。2番目以降は、以前の行の署名を確かめるためのものです。`BOT_ID` を設定するときは必須です。デモでは自動で作ります。この鍵がなければ、データベースを持つ方でも、気付かれずに行を書き換えたり加えたりできません。データベースやそのバックアップとは別に保管してください。',
  AUDIT_PUBLIC_KEYS:
    '`npm run audit:verify` が信頼する公開鍵（`AUDIT_KEYS` のものに加えて）。署名する力を持たずに確かめる監査担当の方は、これだけで足ります。監査記録の `audit.key` の行にあります。',
  AUDIT_HEAD_CONTAINER:
    '監査記録の確認値を書き足す、AzureストレージアカウントのBlobコンテナー。追加BLOBを認める不変ポリシーを設定すると、書いたものは誰にも変更できません。ボットのIDに「ストレージBLOBデータ共同作成者」の役割が必要です。',
  MASTER_KEYS:
    '保存する複製データと文書を守る鍵。32バイトをbase64で表し（`openssl rand -base64 32`）、コンマで区切ります。先頭の鍵で暗号化し、後ろの古い鍵は復号だけに使います。`BOT_ID` を設定するときは、これか `KEY_VAULT_KEY` が必須です。デモでは自動で作ります。',
  KEY_VAULT_KEY:
    '代わりに使う、Azure Key VaultのRSA鍵。ボットのIDに、取得（get）・wrapKey・unwrapKey の権限が必要です。`MASTER_KEYS` も残しておけば、以前その鍵で暗号化したファイルを開けます。',
  DIRECTORY_FILE:
    '職員名簿（CSV。[運用の手引](guide-operator.ja.md#職員名簿csv)をご覧ください）。変更されると読み直します。`BOT_ID` を設定するときは必須です。',
  RECORDER_DIR:
    '録音装置が `index.csv` と音声を書き出すフォルダー。読取り専用で接続してください。空のときは取り込みません（デモでは見本の通話を使います）。',
  RECORDER_DELETE:
    '`on` のとき、`RETENTION_DAYS` を過ぎて通話の情報を削除する録音の音声ファイルを、`RECORDER_DIR` からも削除します（要綱第4条第2項。書込みのできる接続が必要です）。`off` では何も書き込まず、削除は録音装置に任せます。',
  RECORDER_COLUMNS: '`index.csv` の列名が異なるときの対応（JSON。こちらの列名から録音装置の列名へ）。',
  IMPORT_MINUTES: '取込みの間隔（分、1〜1440）。',
  AREA_CODE: '市外局番のない電話番号に補う市外局番。',
  BOT_ID: 'Entraに登録したアプリのアプリケーション（クライアント）ID。空のときはデモになります。',
  BOT_TENANT_ID:
    'ディレクトリ（テナント）ID。ほかのテナントからの呼出しは断ります。`BOT_ID` を設定するときは必須です。',
  BOT_PASSWORD:
    'アプリの登録のクライアントシークレット。`BOT_ID` を設定するときは必須です（`UserAssignedMSI` を除く）。',
  BOT_TYPE:
    '`SingleTenant` は `BOT_PASSWORD` を使います。`UserAssignedMSI` はAzureのマネージドIDを使い、パスワードは不要です。',
  TEAMS_SDK:
    'Teamsとの接続に使うMicrosoftのパッケージ。`botbuilder` はBot Framework SDK（2025年でサポート終了）、`agents` は後継のMicrosoft 365 Agents SDKです。それぞれの得失は docs/decisions/0023 にあります。',
  BOT_PASSWORD_UNTIL:
    'そのシークレットの期限の日（Entraの画面に表示されます）。30日前・7日前・前日に取扱者にお知らせします。空のときはお知らせしません。',
  GRAPH_INSTALL:
    '`on` のとき、お知らせをお送りする相手がまだこのボットを追加していなければ、Microsoft Graphを通じてボットを追加します。ボットのアプリ登録に、アプリケーションの許可 `TeamsAppInstallation.ReadWriteSelfForUser.All` が必要です（[運用の手引](guide-operator.ja.md#ボットの追加)）。`off` のときは、どなたに伝えればよいかを取扱者にお知らせします。`on` には `BOT_ID` が必要です。',
  GRAPH_APP_ID:
    '組織のアプリ カタログでのアプリのID（Teams管理センターの「アプリを管理」）。空のときはカタログに問い合わせます。それには `AppCatalog.Read.All` の許可も必要です。',
  GRAPH_URL: 'Microsoft Graphのアドレス。',
  LINK_SECRET:
    'リンク・確認コード・セッションの鍵（32文字以上。`openssl rand -base64 32`）。`BOT_ID` を設定するときは必須です。デモでは自動で作ります。替えるときは、新しい鍵を先に、古い鍵をコンマの後に書くと、送付済みのリンクもそのまま使えます。古い鍵を書かないと、使えなくなります。',
  LINK_SIGNIN:
    'リンクを開く方の本人確認の方法。`code` はご本人のTeamsのチャットに届く6桁の確認コード、`entra` はMicrosoft Entra IDのサインインです。',
  ENTRA_CLIENT_SECRET_UNTIL: 'そのシークレットの期限の日。お知らせは `BOT_PASSWORD_UNTIL` と同じです。',
  'ENTRA_CLIENT_ID ENTRA_CLIENT_SECRET':
    '`LINK_SIGNIN=entra` のときに使うアプリの登録。リダイレクトURIは、`FILES_URL`（空のときは `PUBLIC_URL`）の `/files/signin` です。`entra` のときは、`BOT_TENANT_ID` とともに必須です。',
  ENTRA_ISSUER: 'OpenIDの発行者。空のときは `BOT_TENANT_ID` のMicrosoft Entra ID。',
  LINK_DAYS: 'リンクの有効日数（1〜90）。',
  LINK_LISTENS: 'リンク1つで、各ファイルを画面で再生できる回数（ファイルの長さの何回分か。1〜1000）。',
  LINK_DOWNLOADS: 'リンク1つで、各ファイルをダウンロードできる回数（1〜100）。',
  COPY_DAYS: '交付後に複製データを保管する日数（1〜3650）。過ぎると削除し、ハッシュ値は残します。',
  RETENTION_DAYS:
    '録音装置の保存日数（第4条第2項、1〜3650）。要綱の保存期間と異なるときに設定します。空のときは要綱のとおり（熊本市では90日）。',
  RECORDS_YEARS:
    '申請と様式（公文書）の保存年限（1〜100年）。終わった年度の翌年度4月1日から数え、満了後は、取扱者へ1か月前にお知らせしたうえで、復元できない形で廃棄します。何年とするかは、市の文書管理規程によります。空のときは廃棄しません。',
  RECORDS_HELD:
    '保存年限が満了しても廃棄しない申請の受付番号（コンマ区切り）。訴訟、開示請求、公文書館への移管などのために残すときに使います。',
  AUDIT_YEARS: '監査記録を残す年数（1〜100年、数え方は同じ）。`RECORDS_YEARS` 以上とします。空のときは消しません。',
  CONTACT_ADDRESS: 'お問い合わせと苦情の窓口の所在地。',
  CONTACT_TEL: '窓口の電話番号（市外局番から、ハイフン付き）。',
  CONTACT_MAIL: '窓口のメールアドレス。空のときは載せません。',
  NOTICE_PUBLISHED: 'お知らせの公表日。空のときは載せず、`BOT_ID` があればログに注意が出ます。',
  NOTICE_CHANGED: 'お知らせの更新日（公表日以後）。空のときは載せません。',
  REGISTRATION_LIMIT_MB:
    '総合文書管理システムが一度に受け付ける大きさ（MB）。一式がこれを超えるときは、取得リンクの画面でお知らせします。',
  REGISTRATION_CLASS: '一式の `metadata.csv` に記す分類。空のときは空欄にします。',
  REGISTRATION_KEPT_FOR: '一式の `metadata.csv` に記す保存年限（例：5年）。空のときは空欄にします。',
  REGISTRATION_NUMBERS: '`metadata.csv` に記す相手方の電話番号。`masked` は下4桁だけ、`full` はすべてを記します。',
  SEAL_OMITTED: '`on` にすると、様式第1号と様式第2号の発信者名の下に〔公印省略〕を入れます（公印を押さずに出すとき）。',
  ANSWER_SYMBOL: '様式第2号の番号の前に付く文書記号（管財発第12号）。',
  PLAYGROUND: '`off` にすると、デモの2つの画面を開きません。`BOT_ID` があるときは関係ありません。',
  METRICS_FROM:
    '`/metrics` に、このコンピューターのほかから応答するネットワーク（コンマ区切り）。Prometheusが別のコンピューターやコンテナーで動くときに、そのネットワークを指定します。プロキシーを通した要求には応答しません。',
  'CHAT_MODEL CHAT_MODEL_URL CHAT_MODEL_KEY':
    'ほかの方法で読み取れなかった文の意味を尋ねるAzure OpenAIのデプロイ名、アドレス、APIキー。名前が空のときは何も送りません。送るのは、個人チャットの文から番号・日時・氏名・知らない言葉を伏せたものだけで、答えは選択肢の最初のボタンになるだけです。キーが空のときは、ボット自身のID（BOT_ID）で接続します。',
  KEEP_UNREAD:
    '`on` にすると、読み取れなかった文を、番号・日時・氏名などを伏せて30日間保存します（`npm run understand -- --unread` で一覧できます）。`off` のときは、日ごとの件数だけを数えます。',
  LOG_LEVEL: 'ログの細かさ（fatal、error、warn、info、debug、trace、silent）。',
  REMIND_UNDECIDED_DAYS:
    '未決裁の申請を、決裁する方にお知らせするまでの開庁日数（1〜60）。以後は開庁日ごとにお知らせします。',
  REMIND_RETENTION_DAYS:
    '録音がまだ複製されていない申請を、保存期間（`RETENTION_DAYS`）の残りが何日になったら、決裁する方と取扱者に至急としてお知らせするか。',
  REMIND_LINK_DAYS: '使われていないリンクを、期限の何日前に主管課長にお知らせするか（0〜60）。',
  REMIND_UNREGISTERED_DAYS: '交付から、総合文書管理システムへの登録を主管課長にお知らせするまでの開庁日数（1〜60）。',
  REMIND_MATTER_DAYS:
    '苦情（要綱第7条）など、対応を待っているものを、管理責任者と代決者にお知らせし始めるまでの開庁日数（1〜60）。以後は開庁日ごと。',
};
