import classes from "./Method.module.css";

/** Method shows an HTTP method; the short form fits a narrow list. Lists hold a thousand of them: it is a plain element. */
export function Method({ method, short }: { method: string; short?: boolean }) {
  const word = method.toUpperCase();
  const text = short ? word.replace("DELETE", "DEL").replace("OPTIONS", "OPT").slice(0, 5) : word;
  return (
    <span className={short ? `${classes["method"]} ${classes["short"]}` : classes["method"]} data-method={word}>
      {text}
    </span>
  );
}
