import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, NavLink, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconList } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Guide } from "@/client/types.gen";
import classes from "./guides.module.css";
import { type Branch, treeOf } from "./tree";

type Props = { guides: readonly Guide[]; present: string };

/** GuideNav lists every guide in its section: at the side where there is room, else behind a button. */
export function GuideNav({ guides, present }: Props) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const tree = treeOf(guides);
  return (
    <>
      <Button
        className={classes["menu"] ?? ""}
        variant="default"
        leftSection={<IconList size={16} aria-hidden />}
        onClick={open}
      >
        <Trans>All guides</Trans>
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        title={t`All guides`}
        closeButtonProps={{ "aria-label": t`Close` }}
        size="sm"
      >
        <nav aria-label={t`Guides`}>
          <Branches branches={tree} present={present} onGo={close} />
        </nav>
      </Drawer>
      <nav className={classes["nav"]} aria-label={t`Guides`}>
        <Text size="sm" c="dimmed" fw={600} mb={4}>
          <Trans>All guides</Trans>
        </Text>
        <Branches branches={tree} present={present} />
      </nav>
    </>
  );
}

type BranchesProps = { branches: readonly Branch[]; present: string; onGo?: () => void };

function Branches({ branches, present, onGo }: BranchesProps) {
  return (
    <ul className={classes["branches"]}>
      {branches.map((branch) =>
        "guide" in branch ? (
          <li key={branch.guide.slug}>
            <GuideLine guide={branch.guide} present={branch.guide.slug === present} onGo={onGo} />
          </li>
        ) : (
          <li key={branch.path}>
            <Text size="sm" fw={600} px="sm" pt="xs" pb={4}>
              {branch.name}
            </Text>
            <Branches branches={branch.inside} present={present} {...(onGo && { onGo })} />
          </li>
        ),
      )}
    </ul>
  );
}

type LineProps = { guide: Guide; present: boolean; onGo: (() => void) | undefined };

function GuideLine({ guide, present, onGo }: LineProps) {
  return (
    <NavLink
      label={guide.title}
      active={present}
      aria-current={present ? "page" : undefined}
      renderRoot={(props) => <Link to="/guides/$guide" params={{ guide: guide.slug }} {...props} />}
      onClick={onGo}
      style={{ borderRadius: "var(--mantine-radius-md)" }}
    />
  );
}
