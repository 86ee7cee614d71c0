// The real documents that benchmarks and walks read. They are no part of the project: GATEHOUSE_SPECS names their folder.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./shell.mjs";

const candidates = [process.env.GATEHOUSE_SPECS, join(root, "..", "shared", "specs")];
/** The folder of the documents; undefined when they are not here. */
export const specsFolder = candidates.find((folder) => folder && existsSync(folder));

/**
 * Each document with two of its operations. phrase is text of the operation's own page, which no navigation shows;
 * query is what a reader types to find the second. ids are those of the document.
 */
export const documents = {
  museum: {
    slug: "museum",
    file: "museum.v31.yaml",
    first: { id: "getMuseumHours", method: "GET", path: "/museum-hours", tag: "Operations", phrase: "Get upcoming museum operating hours" },
    second: { id: "listSpecialEvents", summary: "List special events", phrase: "Return a list of upcoming special events", query: "special ev" },
  },
  stripe: {
    slug: "stripe",
    file: "stripe.json",
    first: { id: "GetCustomersCustomer", method: "GET", path: "/v1/customers/{customer}", tag: "", phrase: "Retrieves a Customer object" },
    second: { id: "PostCustomersCustomer", summary: "Update a customer", phrase: "Any parameters not provided are left unchanged", query: "update a customer" },
  },
  github: {
    slug: "github",
    file: "github.json",
    first: { id: "pulls/list", method: "GET", path: "/repos/{owner}/{repo}/pulls", tag: "pulls", phrase: "Lists pull requests in a specified repository" },
    second: { id: "issues/create", summary: "Create an issue", phrase: "Any user with pull access to a repository can create an issue", query: "create an issue" },
  },
  kubernetes: {
    slug: "kubernetes",
    file: "kubernetes.v2.json",
    first: { id: "readCoreV1NamespacedPod", method: "GET", path: "/api/v1/namespaces/{namespace}/pods/{name}", tag: "core_v1", phrase: "read the specified Pod" },
    second: { id: "listAppsV1NamespacedDeployment", summary: "Deployment", phrase: "list or watch objects of kind Deployment", query: "namespaces/{namespace}/deployments" },
  },
};

/** The id by which our reference knows an operation: what may stand in a path as it is. */
export const ownId = (id) => id.replaceAll(/[^A-Za-z0-9._~-]+/g, "-");
