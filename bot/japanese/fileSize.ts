/** A file's size for people: 205,830 bytes → 201 KB（205,830バイト）. */
export function fileSize(bytes: number): string {
  const exact = `${bytes.toLocaleString('ja-JP')}バイト`;
  if (bytes < 1024) return exact;
  const [amount, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / (1024 * 1024), 'MB'];
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit}（${exact}）`;
}
