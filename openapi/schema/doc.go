// Package schema works with JSON Schema 2020-12 as it stands in the chunks of openapi/document: it validates values
// and makes example values that satisfy a schema. Schemas refer to each other by name ("#/schemas/Name"), in circles
// too; nothing here recurses without end, and the same input always gives the same output.
package schema
