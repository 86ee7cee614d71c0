import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { theme } from "@/app/theme";
import { i18n } from "@/lib/i18n";

/** renderUi renders a component as the application would, without a router or a server. */
export function renderUi(element: ReactElement) {
  return render(
    <I18nProvider i18n={i18n}>
      <MantineProvider theme={theme} env="test">
        {element}
      </MantineProvider>
    </I18nProvider>,
  );
}
