import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderUi } from "@/testing/render";
import { RelativeTime } from "@/ui/RelativeTime";

test("what appears after a pause happened before now", () => {
  const later = Date.now() + 60_000; // nobody looked at the clock since the page was loaded
  vi.spyOn(Date, "now").mockReturnValue(later);
  renderUi(<RelativeTime at={new Date(later - 20_000).toISOString()} />);
  expect(screen.getByText("20 seconds ago")).toBeVisible();
  vi.restoreAllMocks();
});
