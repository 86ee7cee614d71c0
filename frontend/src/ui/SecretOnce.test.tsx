import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { download } from "@/lib/download";
import { renderUi } from "@/testing/render";
import { SecretOnce } from "./SecretOnce";

vi.mock("@/lib/download", async (original) => ({ ...(await original()), download: vi.fn() }));

test("the file holds all that a program reads, under a name that browsers keep", () => {
  renderUi(<SecretOnce secret="s" variable="GATEHOUSE_CLIENT_SECRET" beside={{ GATEHOUSE_CLIENT_ID: "ocl_1" }} />);
  fireEvent.click(screen.getByRole("button", { name: "Download gatehouse.env" }));
  const [name, text] = vi.mocked(download).mock.calls[0] ?? [];
  expect(name).toMatch(/^[^.]/);
  expect(text).toBe("GATEHOUSE_CLIENT_ID=ocl_1\nGATEHOUSE_CLIENT_SECRET=s\n");
});

test("the curl line reads the secret from the environment and never holds it", () => {
  const secret = "gth_test_abc_def";
  renderUi(<SecretOnce secret={secret} curl={'curl -H "Authorization: Bearer $GATEHOUSE_TOKEN" http://x/y'} />);
  expect(screen.getByTestId("secret")).toHaveValue(secret);
  const curl = screen.getByRole("region", { name: "Call with curl" });
  expect(curl).toHaveTextContent("$GATEHOUSE_TOKEN");
  expect(curl).not.toHaveTextContent(secret);
});
