import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StepUp } from "@/features/stepup/StepUp";
import { Consent } from "@/features/terms/Consent";
import { i18n } from "@/lib/i18n";
import { styleNonce } from "@/lib/nonce";
import { newQueryClient } from "@/lib/queryClient";
import { beginSession, shareSession } from "@/lib/session";
import { Toasts } from "@/ui/Toasts";
import { newRouter } from "./router";
import { cssVariables, theme } from "./theme";

const queryClient = newQueryClient();
beginSession(queryClient);
shareSession(queryClient);
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
          <Toasts />
          <RouterProvider router={router} />
          <StepUp />
          <Consent />
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  );
}
