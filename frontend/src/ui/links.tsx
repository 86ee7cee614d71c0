import { ActionIcon, type ActionIconProps, Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type AnchorLinkProps = AnchorProps & Omit<ComponentPropsWithRef<"a">, keyof AnchorProps>;
type ButtonLinkProps = ButtonProps & Omit<ComponentPropsWithRef<"a">, keyof ButtonProps>;

/** TextLink is a router link that looks like a link of the portal. */
export const TextLink = createLink((props: AnchorLinkProps) => <Anchor {...props} />);

/** ButtonLink is a router link that looks like a button. */
export const ButtonLink = createLink((props: ButtonLinkProps) => <Button component="a" {...props} />);

type IconLinkProps = ActionIconProps & Omit<ComponentPropsWithRef<"a">, keyof ActionIconProps>;

/** IconLink is a router link that looks like an icon button; give it an aria-label. */
export const IconLink = createLink((props: IconLinkProps) => <ActionIcon component="a" {...props} />);
