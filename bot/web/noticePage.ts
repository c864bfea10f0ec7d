import type { Config } from '../config.js';
import { formatWarekiShort } from '../japanese/wareki.js';
import { RULE_START } from '../rule/retention.js';
import { type ArticleNumber, articlePlace, RULE_TITLE } from '../rule/text.js';
import { html, type Markup } from './html.js';
import { pageFrame } from './pageFrame.js';

/**
 * The public notice that calls are recorded and why, how long recordings are kept and whom to ask (第3条第1項, 第7条).
 * Days and contact are those of the settings; what is not set is left out.
 */
export function noticePage({ notice, retentionDays }: Pick<Config, 'notice' | 'retentionDays'>): string {
  const start = formatWarekiShort(RULE_START);
  return pageFrame({
    title: '通話録音装置の設置及び運用について',
    description: '熊本市役所本庁舎における通話録音装置の設置及び運用についてお知らせします。',
    listed: true,
    from: '総務局管財課',
    links: [{ href: '/rule', text: '要綱の全文' }],
    main: html`
      <h1>通話録音装置の設置及び運用について</h1>
      ${dates(notice)}
      <p>
        熊本市役所本庁舎では、通話録音装置を設置し、電話での通話を録音しています。<a href="/rule">「${RULE_TITLE}」</a>（${start}施行。以下「要綱」といいます。）に基づき、次のとおりお知らせします。市民の皆さまのご理解とご協力をお願いいたします。
      </p>

      <h2>設置している場所と開始日</h2>
      <ul>
        <li>場所：熊本市役所本庁舎</li>
        <li>開始日：${start}</li>
      </ul>
      <p>通話録音装置は、施錠することができる部屋等に設置し、管理しています。</p>
      ${source(['第3条', 3], ['附則', '附則'])}

      <h2>録音の目的</h2>
      <p>録音したデータは、次の目的のために利用します。</p>
      <ul>
        <li>職員の通話における応対品質の向上</li>
        <li>市の事務事業の公正かつ適正な執行の確保</li>
        <li>犯罪の防止</li>
        <li>職員への不正な圧力や要求等の排除</li>
      </ul>
      ${source(['第1条', 1])}

      <h2>記録する内容</h2>
      <p>電話機での通話の開始と同時に、自動で次の内容を録音・記録します。</p>
      <ul>
        <li>通話の音声</li>
        <li>通話に関する情報（通話日時、通話時間、通話相手の電話番号等）</li>
      </ul>
      ${source(['第2条第1号・第2号', 2])}

      <h2>保存する期間</h2>
      <p>通話録音装置の保存容量の範囲において、通話内容が記録されたときから${retentionDays}日間保存します。</p>
      <p>データは記録された状態のまま保存し、加工しません。</p>
      ${source(['第4条第1項・第2項', 4])}

      <h2>再生と複製の制限</h2>
      <p>
        録音したデータは、犯罪が発生した場合その他管理責任者（管財課長）が特に必要と認めた場合を除き、再生しません。
      </p>
      <p>録音したデータの複製は、次のいずれかに該当する場合を除き、作成しません。</p>
      <ul>
        <li>熊本市情報公開条例に基づく開示請求又は個人情報の保護に関する法律に基づく開示請求に対応する場合</li>
        <li>要綱の目的を達成するために管理責任者（管財課長）が必要と認めた場合</li>
      </ul>
      ${source(['第4条第3項', 4], ['第5条', 5])}

      <h2>データの管理</h2>
      <p>
        熊本市情報セキュリティ対策基準を準用し、情報の漏えい、改ざん、滅失等の防止に努めます。
      </p>
      ${source(['第8条', 8])}

      <h2>お問い合わせと苦情の受付</h2>
      <p>
        通話録音装置の設置及び運用に関する苦情には、管理責任者（管財課長）が迅速かつ適切に対応します。お問い合わせや苦情は、次の窓口へお寄せください。
      </p>
      ${contact(notice)}
      ${source(['第7条', 7])}`,
  });
}

/** 公表日 and 更新日, where they are set. */
function dates({ published, changed }: Config['notice']): Markup {
  const told = [
    ['公表日', published],
    ['更新日', changed],
  ].filter((one): one is [string, string] => one[1] !== '');
  if (told.length === 0) return html``;
  const items = told.map(
    ([name, date]) => html`<li>${name}：<time datetime="${date}">${formatWarekiShort(date)}</time></li>`,
  );
  return html`<ul class="dates">${items}</ul>`;
}

/** The office that answers, with every way to reach it that is set. */
function contact({ address, tel, mail }: Config['notice']): Markup {
  const ways = [
    html`<dt>所在地</dt><dd>${address}</dd>`,
    html`<dt>電話</dt><dd><a href="tel:${tel.replaceAll('-', '')}">${tel}</a></dd>`,
  ];
  if (mail !== '') {
    const target = encodeURIComponent(mail).replace('%40', '@');
    ways.push(html`<dt>メール</dt><dd><a href="mailto:${target}">${mail}</a></dd>`);
  }
  return html`<div class="contact stack">
        <p>熊本市 総務局管財課</p>
        <dl>${ways}</dl>
      </div>`;
}

/** What of the rule a section rests on, linked to where it can be read. */
function source(...cited: [words: string, article: ArticleNumber][]): Markup {
  const links = cited.map(
    ([words, article], place) => html`${place === 0 ? '' : '・'}<a href="/rule#${articlePlace(article)}">${words}</a>`,
  );
  return html`<p class="source">要綱${links}</p>`;
}
