/** The dates to note, read from the calendar the service makes: no day is computed here. */

export interface KeyDate {
  day: string;
  what: string;
}

/** «Fin du délai donné (facture n° F-1)» → the day in ISO and what it is, in order. */
export function keyDates(ics: string): KeyDate[] {
  const unfolded = ics.replace(/\r?\n[ \t]/g, "");
  return unfolded
    .split("BEGIN:VEVENT")
    .slice(1)
    .flatMap((event) => {
      const [, year, month, date] = /^DTSTART[^:]*:(\d{4})(\d\d)(\d\d)/m.exec(event) ?? [];
      const [, summary] = /^SUMMARY[^:]*:(.*)$/m.exec(event) ?? [];
      if (!year || !summary) return [];
      const what = summary
        .trim()
        .replace(/\\([,;\\])/g, "$1")
        .replace(/ \(factures? [^()]*\)$/, "");
      return [{ day: `${year}-${month}-${date}`, what }];
    });
}
