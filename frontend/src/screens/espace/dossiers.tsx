/** The cases: what to do today, what comes, what waits. */
import { open } from "../../space/open";

function Dossiers() {
  return <h1>Vos dossiers</h1>;
}

open(<Dossiers />);
