import { msg } from "@lingui/core/macro";
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import type { FormEvent } from "react";
import { i18n } from "@/lib/i18n";

const gate: MantineColorsTuple = [
  "#eef2ff",
  "#dce3fa",
  "#b7c5f1",
  "#90a5e9",
  "#6f8ae2",
  "#5b79de",
  "#4c6cd9",
  "#3557c9",
  "#2d4db4",
  "#22419e",
];

// A dialog's events go on to whatever it was written in, although it stands elsewhere on the page: without this, sending a
// dialog's form would send the form around the button that opened it as well.
const ownForm = { onSubmit: (event: FormEvent) => event.stopPropagation() };

export const theme = createTheme({
  primaryColor: "gate",
  primaryShade: { light: 7, dark: 7 },
  colors: { gate },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: "650" },
  components: {
    Modal: { defaultProps: { closeButtonProps: { "aria-label": i18n._(msg`Close`) }, ...ownForm } },
    Drawer: { defaultProps: ownForm },
  },
});

// Words on tinted grounds (badges, alerts): the library's own shades miss the contrast of WCAG AA on the light scheme.
const onTint: Record<string, string> = {
  green: "#1e6b2e",
  teal: "#06664a",
  cyan: "#0a5a6b",
  blue: "#1556a0",
  gate: "#22419e",
  yellow: "#7a4b00",
  orange: "#9c3206",
  red: "#b02525",
  grape: "#7a1f8f",
  gray: "#3b4148",
};

const tintWords = Object.fromEntries(
  Object.entries(onTint).map(([name, color]) => [`--mantine-color-${name}-light-color`, color]),
);

// In the dark scheme the library's tinted grounds glare and its words on them are all white: calmer grounds, words in
// the colour of the state.
const darkTints = Object.fromEntries(
  Object.keys(onTint).flatMap((name) => {
    const color = `--mantine-color-${name}`;
    return [
      [`${color}-light`, `color-mix(in srgb, var(${color}-8) 22%, var(--mantine-color-dark-7))`],
      [`${color}-light-hover`, `color-mix(in srgb, var(${color}-8) 30%, var(--mantine-color-dark-7))`],
      [`${color}-light-color`, `var(${color}-2)`],
    ];
  }),
);

// The library's dimmed text misses the contrast of WCAG AA on both schemes.
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...tintWords,
    "--mantine-color-dimmed": "#545b63",
    "--mantine-color-placeholder": "#697179",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-red-outline": "#c92a2a",
  },
  dark: {
    ...darkTints,
    "--mantine-color-dimmed": "#a9b1ba",
    "--mantine-color-placeholder": "#98a0a9",
    "--mantine-color-anchor": "#90a5e9",
    "--mantine-color-error": "#ff9d9d",
  },
});
