import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

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
});

// The library's dimmed text misses the contrast of WCAG AA on both schemes.
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#545b63", "--mantine-color-placeholder": "#697179" },
  dark: {
    "--mantine-color-dimmed": "#a9b1ba",
    "--mantine-color-placeholder": "#98a0a9",
    "--mantine-color-anchor": "#90a5e9",
  },
});
