import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { type Search, text } from "@/lib/search";
import { rootRoute } from "./root";

const setup = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: (s: Search): { secret?: string } => ({ secret: text(s["secret"]) }),
  component: lazyRouteComponent(() => import("@/features/setup/SetupPage"), "SetupPage"),
});

const signUp = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("@/features/auth/SignUpPage"), "SignUpPage"),
});

const verifyEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: "/verify-email",
  validateSearch: (s: Search): { token?: string } => ({ token: text(s["token"]) }),
  component: lazyRouteComponent(() => import("@/features/auth/VerifyEmailPage"), "VerifyEmailPage"),
});

const confirmEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: "/confirm-email",
  validateSearch: (s: Search): { token?: string } => ({ token: text(s["token"]) }),
  component: lazyRouteComponent(() => import("@/features/auth/ConfirmEmailPage"), "ConfirmEmailPage"),
});

const undoEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: "/undo-email",
  validateSearch: (s: Search): { token?: string } => ({ token: text(s["token"]) }),
  component: lazyRouteComponent(() => import("@/features/auth/UndoEmailPage"), "UndoEmailPage"),
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (s: Search): { next?: string } => ({ next: text(s["next"]) }),
  component: lazyRouteComponent(() => import("@/features/auth/SignInPage"), "SignInPage"),
});

const recover = createRoute({
  getParentRoute: () => rootRoute,
  path: "/recover",
  component: lazyRouteComponent(() => import("@/features/auth/RecoverPage"), "RecoverPage"),
});

const recoverPasskey = createRoute({
  getParentRoute: () => rootRoute,
  path: "/recover/passkey",
  component: lazyRouteComponent(() => import("@/features/auth/RecoverPasskeyPage"), "RecoverPasskeyPage"),
});

export const authRoutes = [
  setup,
  signUp,
  verifyEmail,
  confirmEmail,
  undoEmail,
  signIn,
  recover,
  recoverPasskey,
] as const;
