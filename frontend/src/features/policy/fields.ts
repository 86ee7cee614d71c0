import type { UseFormReturnType } from "@mantine/form";
import type { Policy } from "@/client/types.gen";
import type { Values } from "./values";

/** FieldsProps: above is what holds without this level; there is none above the portal. */
export type FieldsProps = { form: UseFormReturnType<Values>; above?: Policy | undefined };
