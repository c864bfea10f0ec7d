/** Imported before anything of the bot: this test file lives in 見本市, the city of `bot/rule/profile/mihon.ts`. */
process.env.CITY_PROFILE = 'mihon';
