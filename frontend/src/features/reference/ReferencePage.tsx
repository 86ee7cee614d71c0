import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconList } from "@tabler/icons-react";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { dayOf } from "@/lib/format";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { LateDrawer } from "./LateDrawer";
import { Moves } from "./navLinks";
import { ReferenceNav } from "./ReferenceNav";
import classes from "./reference.module.css";
import { ReferenceContext, useIndex, useRouteReference } from "./useReference";

/** ReferencePage is the frame of a reference: navigation beside (or in a drawer), version, and the part that is read. */
export function ReferencePage() {
  const { t } = useLingui();
  const reference = useRouteReference();
  const { api, versions, version, place } = reference;
  const index = useIndex(place);
  const navigate = useNavigate();
  const [opened, drawer] = useDisclosure(false);
  const choices = versions.filter((v) => v.state !== "importing" && v.state !== "failed").map((v) => v.label);
  return (
    <ReferenceContext value={reference}>
      <div className={classes["layout"]}>
        <aside className={classes["side"]}>
          <ReferenceNav index={index} />
        </aside>
        <LateDrawer opened={opened} onClose={drawer.close}>
          <ReferenceNav index={index} onNavigate={drawer.close} />
        </LateDrawer>
        <div style={{ minWidth: 0 }}>
          <Group justify="space-between" gap="xs" mb="sm">
            <Crumb>
              <TextLink to="/apis/$api" params={{ api: api.slug }}>
                {api.name}
              </TextLink>
            </Crumb>
            <Group gap="xs">
              {choices.length > 1 && (
                <NativeSelect
                  aria-label={t`Version`}
                  size="xs"
                  w={150}
                  data={choices}
                  value={version.label}
                  onChange={({ currentTarget: { value: label } }) =>
                    void navigate({
                      to: "/apis/$api/reference",
                      params: { api: api.slug },
                      search: label !== api.currentVersion ? { version: label } : {},
                    })
                  }
                />
              )}
              <Button
                hiddenFrom="md"
                size="xs"
                variant="default"
                leftSection={<IconList size={16} aria-hidden />}
                onClick={drawer.open}
              >
                <Trans>Operations</Trans>
              </Button>
            </Group>
          </Group>
          {version.state === "draft" && (
            <Alert color="gray" variant="light" mb="md" py={6}>
              <Trans>This version is a draft: only the people who manage the API see it.</Trans>
            </Alert>
          )}
          {(version.state === "deprecated" || version.state === "retired") && (
            <Alert color="orange" variant="light" mb="md" title={t`Version ${version.label} is deprecated`}>
              {version.sunsetAt ? (
                <Trans>It is meant to end on {dayOf(version.sunsetAt)}. Move to a newer version before then.</Trans>
              ) : (
                <Trans>Move to a newer version when you can.</Trans>
              )}
            </Alert>
          )}
          <Moves>
            <Outlet />
          </Moves>
        </div>
      </div>
    </ReferenceContext>
  );
}
