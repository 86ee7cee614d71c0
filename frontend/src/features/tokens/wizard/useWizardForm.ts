import { type UseFormReturnType, useForm } from "@mantine/form";
import { emptyValues, type TokenValues } from "./values";

export type WizardForm = UseFormReturnType<TokenValues>;

export function useWizardForm(start: Partial<TokenValues>): WizardForm {
  return useForm<TokenValues>({ initialValues: { ...emptyValues, ...start } });
}
