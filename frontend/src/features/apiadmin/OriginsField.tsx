import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Radio, Stack, TagsInput, Text } from "@mantine/core";

type Props = { value: string[]; error: string | undefined; onChange: (origins: string[]) => void };

const everywhere = ["*"];

/** OriginsField asks for the origins of pages, or for all of them. */
export function OriginsField({ value, error, onChange }: Props) {
  const { t } = useLingui();
  const everyone = value.includes("*");
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t`Which pages`}
        value={everyone ? "all" : "named"}
        onChange={(which) => onChange(which === "all" ? everywhere : [])}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="named" label={t`Pages of these origins`} />
          <Radio value="all" label={t`Every web page, without cookies`} />
        </Stack>
      </Radio.Group>
      {everyone ? (
        <Alert color="yellow" variant="light">
          <Text size="sm">
            <Trans>
              Any page may call with a token that it holds. A token in a page is readable by everybody who opens it; ask
              callers to restrict such tokens to their origins.
            </Trans>
          </Text>
        </Alert>
      ) : (
        <TagsInput
          label={t`Origins`}
          description={t`As browsers write them, such as https://app.example.com; https://*.example.com stands for one more label. Press Enter after each.`}
          splitChars={[",", " "]}
          acceptValueOnBlur
          value={value}
          error={error}
          onChange={onChange}
        />
      )}
    </Stack>
  );
}
