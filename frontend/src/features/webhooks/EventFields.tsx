import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Fieldset, Input, SimpleGrid, Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { eventsOptions } from "./queries";

type Props = {
  portal: boolean;
  value: string[];
  error: string | undefined;
  onChange: (events: string[]) => void;
};

/** EventFields chooses what a webhook is told, grouped by what it is about. */
export function EventFields({ portal, value, error, onChange }: Props) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(eventsOptions());
  const offered = data.items.filter((event) => portal || !event.portal);
  const rooms = [...new Set(offered.map(({ name }) => roomOf(name)))];
  const words: Record<string, string> = {
    token: t`Tokens`,
    client: t`OAuth clients`,
    access: t`Requests for access`,
    grant: t`Access to APIs`,
    api: t`Versions of APIs`,
    policy: t`Policy`,
    app: t`Apps`,
    leak: t`Found tokens`,
  };
  const toggle = (names: string[], all: boolean) =>
    onChange(all ? value.filter((name) => !names.includes(name)) : [...new Set([...value, ...names])]);
  return (
    <Input.Wrapper label={t`Events`} labelElement="div" required error={error}>
      <Stack gap="xs" mt={6}>
        {rooms.map((room) => {
          const inside = offered.filter(({ name }) => roomOf(name) === room);
          const names = inside.map(({ name }) => name);
          const all = names.every((name) => value.includes(name));
          return (
            <Fieldset key={room} legend={words[room] ?? room}>
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
                {inside.map(({ name, sentence }) => (
                  <Checkbox
                    key={name}
                    label={name}
                    description={sentence}
                    checked={value.includes(name)}
                    onChange={() => toggle([name], value.includes(name))}
                  />
                ))}
              </SimpleGrid>
              {names.length > 1 && (
                <Button size="compact-xs" variant="subtle" mt="xs" onClick={() => toggle(names, all)}>
                  {all ? <Trans>None of these</Trans> : <Trans>All of these</Trans>}
                </Button>
              )}
            </Fieldset>
          );
        })}
      </Stack>
    </Input.Wrapper>
  );
}

const roomOf = (name: string) => name.slice(0, name.indexOf("."));
