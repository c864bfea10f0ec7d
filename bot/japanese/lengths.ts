/**
 * The length of a call in whole minutes as 様式第1号 and 様式第2号 write it (約〇〇分): rounded half up, and never less than 1.
 *
 * @param seconds length in seconds
 */
export function wholeMinutes(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60));
}

/** The exact length in words, for people who compare recordings: 48秒, 1分13秒, 1時間2分5秒. At least one second. */
export function exactLength(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours > 0) return `${hours}時間${minutes}分${rest}秒`;
  return minutes > 0 ? `${minutes}分${rest}秒` : `${rest}秒`;
}
