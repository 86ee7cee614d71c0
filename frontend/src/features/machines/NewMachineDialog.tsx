import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createOperatorTokenMutation } from "@/client/@tanstack/react-query.gen";
import { machineRoles, useRoleWord } from "@/features/people/roles";
import { inWords } from "@/lib/format";
import { usePortal } from "@/lib/portal";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { SecretOnce } from "@/ui/SecretOnce";

const day = 86_400;
const lives = [day, 7 * day, 30 * day, 90 * day, 360 * day];

/** NewMachineDialog makes an operator token and shows its secret the only time. */
export function NewMachineDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const { publicUrl } = usePortal();
  const roleWord = useRoleWord();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const [life, setLife] = useState(String(90 * day));
  const create = useMutation({
    ...createOperatorTokenMutation(),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: ["machines"] }),
  });
  const errors = fieldErrors(create.error);
  const secret = create.data?.secret;
  const curl = `curl -H "Authorization: Bearer $GATEHOUSE_OPERATOR_TOKEN" ${publicUrl}/api/v1/apis`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={secret ? t`${name} is made` : t`New operator token`}
      size="lg"
      closeOnClickOutside={!secret}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {secret ? (
        <Stack>
          <SecretOnce secret={secret} variable="GATEHOUSE_OPERATOR_TOKEN" curl={curl} />
          <Group justify="flex-end">
            <Button onClick={onClose}>
              <Trans>I have kept it</Trans>
            </Button>
          </Group>
        </Stack>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ body: { name, role, ttlSeconds: Number(life) } });
          }}
        >
          <Stack>
            <TextInput
              label={t`Name`}
              description={t`Which machine uses it, and for what.`}
              required
              data-autofocus
              value={name}
              error={errors["name"]}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Radio.Group label={t`Role`} required value={role} onChange={setRole} error={errors["role"]}>
              <Stack gap="xs" mt="xs">
                {machineRoles.map((value) => (
                  <Radio key={value} value={value} label={roleWord(value).label} description={roleWord(value).hint} />
                ))}
              </Stack>
            </Radio.Group>
            <Select
              label={t`Life`}
              allowDeselect={false}
              data={lives.map((seconds) => ({ value: String(seconds), label: inWords(seconds) }))}
              value={life}
              error={errors["ttlSeconds"]}
              onChange={(value) => value && setLife(value)}
            />
            <Text size="sm" c="dimmed">
              <Trans>
                You answer for it: the token is refused while you may not sign in, or may do less than it, until
                somebody takes it over. One that belongs to nobody is made on the command line.
              </Trans>
            </Text>
            <ProblemAlert error={create.error} />
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending} disabled={!name || !role}>
                <Trans>Make the token</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
