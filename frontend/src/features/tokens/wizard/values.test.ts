import { describe, expect, test } from "vitest";
import { fromLink } from "./link";
import { misnamed } from "./mistakes";
import { beginWith, templateOf } from "./templates";
import { emptyValues, lifeChoices, stepOf, toBody } from "./values";

const now = Date.parse("2026-03-04T10:00:00Z");

describe("token wizard", () => {
  test("asks for nothing that was not chosen", () => {
    expect(toBody({ ...emptyValues, name: "ci" }, now)).toEqual({
      name: "ci",
      environment: "sandbox",
      scopes: [],
      expiresAt: "2026-04-03T10:00:00.000Z",
    });
  });

  test("leaves the expiry to the policy while a custom one is missing", () => {
    expect(toBody({ ...emptyValues, life: "custom" }, now)).not.toHaveProperty("expiresAt");
  });

  test("offers no life longer than the policy allows", () => {
    const policy = { maxLifeSeconds: 90 * 86_400 };
    expect(lifeChoices({ ...fullPolicy, ...policy })).toEqual([7, 30, 90]);
    expect(lifeChoices({ ...fullPolicy, ...policy }, "45")).toEqual([7, 30, 45, 90]);
    expect(lifeChoices({ ...fullPolicy, ...policy }, "30")).toEqual([7, 30, 90]);
  });

  test("opens the step that holds the refused field", () => {
    expect([stepOf("name"), stepOf("scopes.0"), stepOf("networks.1")]).toEqual([1, 2, 3]);
  });
});

describe("beginning again with another template", () => {
  const service = templateOf("service");
  const before = { ...emptyValues, name: "billing", scopes: ["a:b"] };

  test("keeps what was typed, and drops scopes of another environment or of a template", () => {
    if (!service) throw new Error("there is no such template");
    expect(beginWith(service, before)).toEqual({
      environment: "live",
      life: "90",
      template: "service",
      scopes: [],
      picked: false,
    });
    expect(beginWith(service, { ...before, environment: "live" })).not.toHaveProperty("scopes");
    expect(beginWith(service, { ...before, environment: "live", picked: true })).toMatchObject({ scopes: [] });
  });
});

describe("links to the wizard", () => {
  test("fill in what they name and nothing else", () => {
    expect(fromLink({})).toEqual({});
    expect(fromLink({ scopes: "a:b  a:c", networks: "192.0.2.0/24,2001:db8::/32", days: "7" })).toEqual({
      scopes: ["a:b", "a:c"],
      picked: true,
      networks: ["192.0.2.0/24", "2001:db8::/32"],
      life: "7",
    });
  });

  test("begin with a template and may differ from it", () => {
    expect(fromLink({ template: "service", environment: "sandbox", days: "-1" })).toEqual({
      template: "service",
      environment: "sandbox",
      life: "90",
    });
  });
});

describe("the naming rule", () => {
  test("must match whole, each of them", () => {
    const rules = [{ rule: "[a-z-]+" }, { rule: ".*-(prod|ci)" }];
    expect(misnamed("billing-prod", rules)).toBeUndefined();
    expect(misnamed("billing-prod2", rules)).toEqual(rules[0]);
    expect(misnamed("billing", rules)).toEqual(rules[1]);
  });

  test("is the server's where browsers can't read it", () => {
    expect(misnamed("x", [{ rule: "(?i)y" }, { rule: "(?P<a>z)" }])).toBeUndefined();
  });
});

const fullPolicy = {
  level: "instance",
  defaultLifeSeconds: 0,
  maxLifeSeconds: 0,
  maxOverlapSeconds: 0,
  finishSilentHours: 0,
  tokensPerApp: 0,
  nameRule: "",
  descriptionRequired: false,
  networksForHighRisk: false,
  leakResponse: "revoke" as const,
  rotationWarnDays: 0,
  rotationBlockDays: 0,
  kinds: [],
  stepUp: [],
  appliedNow: [],
  idleDays: 0,
  version: 1,
  ephemeralLifeSeconds: 900,
  selfRotation: true,
  inactiveAccountDays: 0,
};
