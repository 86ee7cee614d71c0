import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderUi } from "@/testing/render";
import { SecretOnce } from "./SecretOnce";

test("the curl line reads the secret from the environment and never holds it", () => {
  const secret = "gth_test_abc_def";
  renderUi(<SecretOnce secret={secret} curl={'curl -H "Authorization: Bearer $GATEHOUSE_TOKEN" http://x/y'} />);
  expect(screen.getByTestId("secret")).toHaveValue(secret);
  const curl = screen.getByRole("region", { name: "Call with curl" });
  expect(curl).toHaveTextContent("$GATEHOUSE_TOKEN");
  expect(curl).not.toHaveTextContent(secret);
});
