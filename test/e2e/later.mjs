/** Puts a process's clock ahead by `DAYS_AHEAD` days, so that a browser test can go through weeks. Timers are not touched. */
const ahead = Number(process.env.DAYS_AHEAD ?? '0') * 86_400_000;
const Present = Date;

globalThis.Date = class extends Present {
  constructor(...given) {
    if (given.length === 0) super(Present.now() + ahead);
    else super(...given);
  }

  static now() {
    return Present.now() + ahead;
  }
};
