import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Title } from "@mantine/core";
import { type Fields, fields, string } from "@/lib/json";
import { TextLink } from "@/ui/links";
import classes from "./reference.module.css";
import { useReference } from "./useReference";

/** Links lead from an answer to the operations that its values are made for. */
export function Links({ links }: { links: Fields }) {
  const { t } = useLingui();
  const { place } = useReference();
  const entries = Object.entries(links).map(([name, value]) => ({ name, link: fields(value) }));
  if (entries.length === 0) return null;
  return (
    <section aria-label={t`What to call next`}>
      <Title order={3} size="h5" mt="md">
        <Trans>What to call next</Trans>
      </Title>
      <ul className={classes["tree"]}>
        {entries.map(({ name, link }) => {
          const operation = string(link["operationId"]);
          return (
            <li key={name} className={classes["row"]}>
              {operation ? (
                <TextLink
                  to="/apis/$api/reference/$operation"
                  params={{ api: place.api, operation }}
                  search={(search) => search}
                >
                  {name}
                </TextLink>
              ) : (
                <Text fw={600}>{name}</Text>
              )}
              <Text size="sm" c="dimmed">
                {string(link["description"])}
              </Text>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
