import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StepUpDialog } from "@/features/stepup/StepUpDialog";
import { i18n } from "@/lib/i18n";
import { styleNonce } from "@/lib/nonce";
import { newQueryClient } from "@/lib/queryClient";
import { newRouter } from "./router";
import { cssVariables, theme } from "./theme";

const queryClient = newQueryClient();
const router = newRouter(queryClient);

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => styleNonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
          <StepUpDialog />
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  );
}
