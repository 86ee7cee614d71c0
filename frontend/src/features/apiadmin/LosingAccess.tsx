import { Plural, Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import type { VisibilityEffects } from "@/client/types.gen";

/** LosingAccess says what ends when an API is for other teams. */
export function LosingAccess({ effects: { grants, requests, apps } }: { effects: VisibilityEffects }) {
  return (
    <>
      {grants > 0 && (
        <>
          <Text size="sm">
            <Plural
              value={grants}
              one="# grant of apps that are not of these teams ends, and calls with it are refused at once:"
              other="# grants of apps that are not of these teams end, and calls with them are refused at once:"
            />
          </Text>
          <List size="sm">
            {apps.map(({ id, name }) => (
              <List.Item key={id}>{name}</List.Item>
            ))}
            {apps.length === 20 && (
              <List.Item>
                <Trans>and perhaps more</Trans>
              </List.Item>
            )}
          </List>
        </>
      )}
      {requests > 0 && (
        <Text size="sm">
          <Plural
            value={requests}
            one="# request that waits for a decision is denied."
            other="# requests that wait for a decision are denied."
          />
        </Text>
      )}
      <Text size="sm">
        <Trans>The people of these apps are told. Access that ended doesn't come back when you undo this.</Trans>
      </Text>
    </>
  );
}
