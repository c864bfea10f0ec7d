import type { CityProfile } from './profile.js';

/**
 * 見本市: a city that does not exist, with a rule of the shape in which other cities have laid theirs down – kept for months and not
 * for days, five grounds instead of two, five purposes, another office, other articles, other forms. It shows that the bot is not
 * Kumamoto's alone, and is there to be copied (`docs/your-city.md`).
 */
export const MIHON: CityProfile = {
  city: '見本市',
  building: '見本市役所',
  house: '市役所庁舎',
  office: {
    bureau: '総務部',
    section: '総務課',
    manager: '総務課長',
    documentSymbol: '総総',
    address: '〒000-0000 見本市中央1丁目1番1号',
    tel: '03-0000-0000',
  },
  areaCode: '03',
  people: '市民',
  self: '市',
  rule: {
    word: '規程',
    title: '見本市通話録音装置取扱規程',
    shortTitle: '通話録音装置取扱規程',
    enacted: '令和6年4月1日訓令第1号',
    start: '2024-04-01',
    standard: '見本市情報セキュリティ規則',
    cites: {
      aims: '第1条',
      recorded: '第2条第2号',
      publication: '第4条',
      room: '第5条第1項',
      start: '附則',
      unaltered: '第5条第2項',
      retention: '第6条',
      playback: '第7条',
      grounds: '第8条',
      preservation: '第8条第5号',
      application: '第9条第1項',
      examination: '第9条第2項',
      approval: '第10条第1項',
      refusal: '第10条第2項',
      complaints: '第11条',
      security: '第12条',
      further: '第13条',
    },
    articles: [
      {
        number: 1,
        caption: '目的',
        paragraphs: [
          {
            number: 1,
            text: 'この規程は、市の通話録音装置の取扱いを定め、市民への応対を確かなものとし、職員を不当な要求から守ることを目的とする。',
            items: [],
          },
        ],
      },
      {
        number: 2,
        caption: '用語',
        paragraphs: [
          {
            number: 1,
            text: 'この規程の用語の意味は、次のとおりとする。',
            items: [
              { number: 1, text: '通話録音装置 市役所庁舎の電話の通話を自動で録音する装置' },
              { number: 2, text: '通話録音データ 通話録音装置に記録された音声、日時、長さ及び電話番号' },
              { number: 3, text: '主管課長 通話の内容を担当する課の長' },
            ],
          },
        ],
      },
      {
        number: 3,
        caption: '管理責任者',
        paragraphs: [{ number: 1, text: '通話録音データの管理責任者は、総務課長とする。', items: [] }],
      },
      {
        number: 4,
        caption: '公表',
        paragraphs: [
          {
            number: 1,
            text: '管理責任者は、通話を録音していること及びその目的を、市のウェブサイトで市民に知らせる。',
            items: [],
          },
        ],
      },
      {
        number: 5,
        caption: '管理',
        paragraphs: [
          { number: 1, text: '通話録音装置は、鍵のかかる部屋に置く。', items: [] },
          { number: 2, text: '通話録音データは、書き換えてはならない。', items: [] },
        ],
      },
      {
        number: 6,
        caption: '保存期間',
        paragraphs: [{ number: 1, text: '通話録音データは、通話の日から3か月間保存する。', items: [] }],
      },
      {
        number: 7,
        caption: '再生',
        paragraphs: [
          {
            number: 1,
            text: '通話録音データは、犯罪が起きたとき、又は管理責任者が特に認めたときのほか、再生してはならない。',
            items: [],
          },
        ],
      },
      {
        number: 8,
        caption: '複製',
        paragraphs: [
          {
            number: 1,
            text: '通話録音データは、次のいずれかに当たるときに限り、複製することができる。',
            items: [
              { number: 1, text: '苦情又は不当な要求に対応するとき' },
              { number: 2, text: '応対の内容を確かめ、又は応対の質を高めるとき' },
              { number: 3, text: '見本市情報公開条例又は個人情報の保護に関する法律に基づく開示請求に応じるとき' },
              { number: 4, text: '捜査機関その他の官公署から、法令に基づき文書で照会を受けたとき' },
              { number: 5, text: '前各号のほか、管理責任者が特に必要と認めたとき' },
            ],
          },
        ],
      },
      {
        number: 9,
        caption: '申請及び審査',
        paragraphs: [
          {
            number: 1,
            text: '複製を求める主管課長は、通話録音データ複製申請書（第1号様式）を管理責任者に提出する。',
            items: [],
          },
          { number: 2, text: '管理責任者は、申請が前条各号に当たるかを審査する。', items: [] },
        ],
      },
      {
        number: 10,
        caption: '回答',
        paragraphs: [
          {
            number: 1,
            text: '管理責任者は、申請を認めたときは、通話録音データ複製回答書（第2号様式）により主管課長に回答し、複製を渡す。',
            items: [],
          },
          {
            number: 2,
            text: '申請を認めないとき、又は通話録音データが残っていないときは、同じ様式によりその理由を回答する。',
            items: [],
          },
        ],
      },
      {
        number: 11,
        caption: '苦情',
        paragraphs: [{ number: 1, text: '通話の録音についての苦情は、管理責任者が対応する。', items: [] }],
      },
      {
        number: 12,
        caption: '安全の確保',
        paragraphs: [
          { number: 1, text: '通話録音データの安全の確保には、見本市情報セキュリティ規則を適用する。', items: [] },
        ],
      },
      {
        number: 13,
        caption: '補則',
        paragraphs: [{ number: 1, text: 'この規程に定めのないことは、管理責任者が定める。', items: [] }],
      },
      {
        number: '附則',
        caption: '',
        paragraphs: [{ number: 1, text: 'この規程は、令和6年4月1日から施行する。', items: [] }],
      },
    ],
  },
  retention: { months: 3 },
  purposes: [
    { words: '苦情・不当要求への対応', kind: 'complaint', ground: 1 },
    { words: '応対内容の確認', kind: 'confirmation', ground: 2 },
    { words: '職員の研修', kind: 'training', ground: 2 },
    { words: '官公署からの照会への対応', kind: 'outside', ground: 4 },
    { words: 'その他', kind: 'other', ground: 5 },
  ],
  grounds: [
    { words: '苦情又は不当な要求への対応', short: '苦情・不当要求への対応', outside: false },
    { words: '応対の内容の確認又は質の向上', short: '応対の確認・質の向上', outside: false },
    { words: '情報公開条例・個人情報保護法に基づく開示請求への対応', short: '開示請求への対応', outside: true },
    { words: '捜査機関その他の官公署からの文書による照会への対応', short: '官公署からの文書による照会', outside: true },
    { words: '管理責任者が特に必要と認める場合', short: '管理責任者が特に認める場合', outside: false },
  ],
  disclosure: { ground: 3, law: '個人情報の保護に関する法律', ordinance: '見本市情報公開条例' },
  ownNumber: '市の電話番号',
  forms: {
    act: '複製',
    applicant: '（主管課長）',
    application: {
      label: '第1号様式',
      under: '（第9条関係）',
      name: '通話録音データ複製申請書',
      callHeading: ['複製を求める', '通話'],
      request: '次の通話録音データの複製を申請します。',
      purposeHeading: ['複製の目的', '（1つに〇）'],
      ownNumberNote: '（内線は5桁）',
      contact: '担当者',
      note: '※複製は目的の範囲で使い、用が済んだときは規程に従って廃棄します。',
      pledge: '複製は目的の範囲で使い、用が済んだときは規程に従って廃棄します。',
      pledging:
        '※申請すると、複製を目的の範囲で使い、用が済んだときは規程に従って廃棄することを約束したことになります。',
    },
    answer: {
      label: '第2号様式',
      under: '（第10条関係）',
      name: '通話録音データ複製回答書',
      callHeading: ['通話の概要'],
      storedHeading: '1. 録音の有無',
      callsHeading: '2. 通話の概要',
      inquiries: '担当',
      body: '{日付}付{番号}で申請のあった複製について、次のとおり回答します。',
      noGround:
        '申請の目的が{題名}{要件}各号のいずれにも当たらないため、同{規程}{根拠}の規定により、複製をお渡しできません。',
      notStored: '申請のあった通話録音データが残っていないため、{題名}{根拠}の規定により、複製をお渡しできません。',
    },
  },
  notice: [
    {
      id: 'place',
      heading: '録音している場所と始めた日',
      cited: ['第4条', '第5条第1項', '附則'],
      lines: ['・場所：見本市役所庁舎', '・開始日：令和6年4月1日', '装置は、鍵のかかる部屋で管理しています。'],
    },
    {
      id: 'purposes',
      heading: '録音の目的',
      cited: ['第1条'],
      lines: ['・市民の皆さまへの応対を確かなものとすること', '・職員を不当な要求から守ること'],
    },
    {
      id: 'calls',
      heading: '録音する通話',
      cited: ['第2条第2号'],
      lines: ['市役所庁舎の電話の通話を自動で録音し、音声、日時、長さ及び電話番号を記録します。'],
    },
    {
      id: 'retention',
      heading: '保存する期間',
      cited: ['第5条第2項', '第6条'],
      lines: ['通話の日から{期間}保存します。記録した内容は書き換えません。'],
    },
    {
      id: 'copies',
      heading: '再生と複製',
      cited: ['第7条', '第8条'],
      lines: [
        '犯罪が起きたとき、又は管理責任者（総務課長）が特に認めたときのほか、再生しません。',
        '次のいずれかに当たるときに限り、複製します。',
        '・苦情又は不当な要求に対応するとき',
        '・応対の内容を確かめ、又は応対の質を高めるとき',
        '・法令に基づく開示請求に応じるとき',
        '・捜査機関その他の官公署から、法令に基づき文書で照会を受けたとき',
        '・このほか、管理責任者が特に必要と認めたとき',
      ],
    },
    {
      id: 'security',
      heading: '安全の確保',
      cited: ['第12条'],
      lines: ['見本市情報セキュリティ規則に従い、漏えい、改ざん及び滅失を防ぎます。'],
    },
    {
      id: 'complaints',
      heading: 'お問い合わせと苦情',
      cited: ['第11条'],
      lines: ['通話の録音についての苦情には、管理責任者（総務課長）が対応します。次の窓口へお寄せください。'],
    },
  ],
};
