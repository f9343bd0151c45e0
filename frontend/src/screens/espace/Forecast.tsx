/** «Ce qui partira dans les 30 jours», as the clock itself would decide it. */

import { Awaited, useAnswer } from "../../space/Awaited";
import { caseAt } from "../../space/address";
import * as api from "../../space/api";
import { longDay } from "../../space/words";
import { Refs } from "./Refs";

export function Forecast() {
  const forecast = useAnswer("Calcul de ce qui partira…", api.forecast);
  return (
    <section class="forecast" aria-labelledby="forecast-title">
      <h2 id="forecast-title">Ce qui partira dans les 30&nbsp;jours</h2>
      <Awaited of={forecast}>
        {({ days }) =>
          days.length ? (
            <ol>
              {days.map(({ day, steps }) => (
                <li key={day}>
                  <h3>{longDay(day)}</h3>
                  <ul>
                    {steps.map((step) => (
                      <li key={step.case + step.document}>
                        {step.label}, <a href={caseAt(step.case)}>{step.debtor}</a>{" "}
                        <span class="tag">{step.automatic ? "part seule" : "à relire"}</span>
                        <Refs of={step.invoices} />
                        <small>{step.why.sentence}</small>
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ol>
          ) : (
            <p>Aucune lettre n’est prévue dans les 30&nbsp;jours.</p>
          )
        }
      </Awaited>
    </section>
  );
}
