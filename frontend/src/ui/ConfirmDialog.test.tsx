import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderUi } from "@/testing/render";
import { ConfirmDialog } from "./ConfirmDialog";

test("confirming sends the dialog's form and not the one that it was written in", () => {
  const [outer, inner] = [vi.fn((event) => event.preventDefault()), vi.fn()];
  renderUi(
    <form onSubmit={outer}>
      <ConfirmDialog opened onClose={vi.fn()} title="Throw it away?" confirm="Throw away" onConfirm={inner}>
        It is gone then.
      </ConfirmDialog>
    </form>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Throw away" }));
  expect(inner).toHaveBeenCalledOnce();
  expect(outer).not.toHaveBeenCalled();
});
