import { Trans } from "@lingui/react/macro";
import { Group, Text, UnstyledButton } from "@mantine/core";
import { IconBraces, IconChevronDown, IconChevronRight, IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Method } from "@/ui/Method";
import type { Line } from "./model";
import classes from "./reference.module.css";

type SectionProps = { title: string; count: number; open: boolean; children: () => ReactNode };

/** NavSection is a group that opens; a closed one renders nothing of what it holds. */
export function NavSection({ title, count, open, children }: SectionProps) {
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const opened = chosen ?? open;
  const Icon = opened ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton onClick={() => setChosen(!opened)} aria-expanded={opened} w="100%" px={4} py={4}>
        <Group gap={4} wrap="nowrap">
          <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
          <Text size="sm" fw={650} style={{ flex: 1, overflowWrap: "anywhere" }}>
            {title}
          </Text>
          <Text size="xs" c="dimmed">
            {count}
          </Text>
        </Group>
      </UnstyledButton>
      {opened && <div>{children()}</div>}
    </div>
  );
}

type LinkProps = { api: string; onNavigate?: (() => void) | undefined };

export function OperationLink({ line, api, onNavigate }: LinkProps & { line: Line }) {
  return (
    <Link
      to="/apis/$api/reference/$operation"
      params={{ api, operation: line.id }}
      search={(search) => search}
      className={classes["link"]}
      onClick={onNavigate}
      title={`${line.method} ${line.path}`}
    >
      <Method method={line.method} short />
      <span className={line.deprecated ? `${classes["linkText"]} ${classes["struck"]}` : classes["linkText"]}>
        {line.summary}
        {line.deprecated && (
          <span className="visually-hidden">
            {" "}
            <Trans>deprecated</Trans>
          </span>
        )}
      </span>
    </Link>
  );
}

export function SchemaLink({ name, api, onNavigate }: LinkProps & { name: string }) {
  return (
    <Link
      to="/apis/$api/reference/schemas/$schema"
      params={{ api, schema: name }}
      search={(search) => search}
      className={classes["link"]}
      onClick={onNavigate}
    >
      <IconBraces size={14} aria-hidden style={{ flexShrink: 0 }} />
      <span className={classes["linkText"]}>{name}</span>
    </Link>
  );
}

export function StartLink({ api, onNavigate }: LinkProps) {
  return (
    <Link
      to="/apis/$api/reference"
      params={{ api }}
      search={(search) => search}
      className={classes["link"]}
      onClick={onNavigate}
      activeOptions={{ exact: true }}
    >
      <IconInfoCircle size={16} aria-hidden style={{ flexShrink: 0 }} />
      <span className={classes["linkText"]}>
        <Trans>Introduction</Trans>
      </span>
    </Link>
  );
}
