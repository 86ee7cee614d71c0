import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Stack, Stepper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type FormEvent, useEffect, useState } from "react";
import type { App, Grant, TokenCreate } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useMistakes } from "./mistakes";
import { NameStep } from "./NameStep";
import { PolicyNote } from "./PolicyNote";
import { RestrictionStep } from "./RestrictionStep";
import { ScopeStep } from "./ScopeStep";
import { Summary } from "./Summary";
import { TemplateStep } from "./TemplateStep";
import { beginWith } from "./templates";
import { useAppPolicy } from "./useAppPolicy";
import { useWizardForm } from "./useWizardForm";
import { stepOf, type TokenValues, toBody } from "./values";

type Props = {
  app: App;
  grants: Grant[];
  start: Partial<TokenValues>;
  busy: boolean;
  error: unknown;
  onCreate: (body: TokenCreate) => void;
};

const last = 4;

export function Wizard({ app, grants, start, busy, error, onCreate }: Props) {
  const { t } = useLingui();
  const [step, setStep] = useState(Object.values(start).some(Boolean) ? 1 : 0);
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const form = useWizardForm(start);
  const effective = useAppPolicy(app.id, form.values.scopes);
  const mistakes = useMistakes(effective);
  const { setErrors } = form;
  useEffect(() => {
    const errors = fieldErrors(error);
    setErrors(errors);
    const fields = Object.keys(errors);
    if (fields.length > 0) setStep(Math.min(...fields.map(stepOf)));
  }, [error, setErrors]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = mistakes.of(step, form.values, Date.now());
    if (Object.keys(found).length > 0) form.setErrors(found);
    else if (step < last) setStep(step + 1);
    else onCreate(toBody(form.values, Date.now()));
  };
  const titles = [t`Start`, t`Name`, t`Scopes`, t`Restrictions`, t`Summary`];
  return (
    <Stack maw={820}>
      <Stepper
        active={step}
        onStepClick={(to) => to <= step && setStep(to)}
        size="sm"
        iconSize={28}
        wrap={false}
        aria-label={t`Steps`}
      >
        {titles.map((title, index) => (
          <Stepper.Step
            key={title}
            label={<span className={narrow ? "visually-hidden" : undefined}>{title}</span>}
            aria-current={index === step ? "step" : undefined}
          />
        ))}
      </Stepper>
      {narrow && (
        <Text size="sm" fw={600} aria-hidden>
          {titles[step]}
        </Text>
      )}
      <Card withBorder padding="lg" component="section" aria-label={t`Step ${step + 1} of ${titles.length}`}>
        <form onSubmit={submit} noValidate>
          <Stack>
            {step === 0 && (
              <TemplateStep
                onPick={(template) => {
                  form.setValues(beginWith(template, form.values));
                  setStep(1);
                }}
              />
            )}
            {step === 1 && <NameStep form={form} policy={effective} />}
            {step === 2 && <ScopeStep form={form} grants={grants} app={app.id} />}
            {step === 3 && <RestrictionStep form={form} policy={effective} />}
            {step === last && <Summary values={form.values} app={app.name} />}
            <ProblemAlert error={error} />
            {step > 0 && (
              <Group justify="space-between">
                <Button variant="default" onClick={() => setStep(step - 1)}>
                  <Trans>Back</Trans>
                </Button>
                <Button type="submit" loading={busy}>
                  {step === last ? t`Make the token` : t`Continue`}
                </Button>
              </Group>
            )}
          </Stack>
        </form>
      </Card>
      {step > 0 && effective && <PolicyNote policy={effective} />}
    </Stack>
  );
}
