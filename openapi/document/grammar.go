package document

// shape says which object of the specification stands at a place. The grammar below is all that the walks over a
// document know about OpenAPI; it covers 2.0 and 3.x together, because their keys don't contradict each other.
type shape uint8

const (
	anything shape = iota // extensions and plain values
	literal               // examples, defaults, enums: data that only looks like a document
	theDocument
	components
	pathMap
	pathItem
	operation
	operationMap
	callbackMap
	parameter
	parameterMap
	requestBody
	requestBodyMap
	response
	responseMap
	header
	headerMap
	mediaType
	mediaTypeMap
	encoding
	encodingMap
	exampleObject
	exampleMap
	link
	linkMap
	securityMap
	schema
	schemaMap
)

var operationKeys = map[string]shape{
	"get": operation, "put": operation, "post": operation, "delete": operation, "options": operation,
	"head": operation, "patch": operation, "trace": operation, "query": operation,
	"additionalOperations": operationMap, "parameters": parameter,
}

var valueKeys = map[string]shape{
	"schema": schema, "itemSchema": schema, "content": mediaTypeMap, "example": literal, "examples": exampleMap,
	"encoding": encodingMap, "items": schema, "default": literal, "enum": literal,
}

var grammar = map[shape]map[string]shape{
	theDocument: {
		"paths": pathMap, "webhooks": pathMap, "components": components, "definitions": schemaMap,
		"parameters": parameterMap, "responses": responseMap, "x-webhooks": pathMap,
	},
	components: {
		"schemas": schemaMap, "responses": responseMap, "parameters": parameterMap, "examples": exampleMap,
		"requestBodies": requestBodyMap, "headers": headerMap, "links": linkMap, "callbacks": callbackMap,
		"pathItems": pathMap, "mediaTypes": mediaTypeMap, "securitySchemes": securityMap,
	},
	pathItem: operationKeys,
	operation: {
		"parameters": parameter, "requestBody": requestBody, "responses": responseMap, "callbacks": callbackMap,
	},
	parameter:   valueKeys,
	header:      valueKeys,
	mediaType:   valueKeys,
	requestBody: {"content": mediaTypeMap},
	response: {
		"headers": headerMap, "content": mediaTypeMap, "links": linkMap, "schema": schema, "examples": literal,
	},
	encoding:      {"headers": headerMap},
	exampleObject: {"value": literal, "dataValue": literal},
	link:          {"parameters": literal, "requestBody": literal},
	schema: {
		"properties": schemaMap, "patternProperties": schemaMap, "$defs": schemaMap, "definitions": schemaMap,
		"dependentSchemas": schemaMap, "items": schema, "additionalProperties": schema, "not": schema, "if": schema,
		"then": schema, "else": schema, "contains": schema, "propertyNames": schema, "unevaluatedItems": schema,
		"unevaluatedProperties": schema, "contentSchema": schema, "prefixItems": schema, "allOf": schema,
		"anyOf": schema, "oneOf": schema, "example": literal, "examples": literal, "default": literal,
		"enum": literal, "const": literal,
	},
}

// entries gives the shape of every entry of a map of named things.
var entries = map[shape]shape{
	pathMap: pathItem, operationMap: operation, callbackMap: pathMap, parameterMap: parameter,
	requestBodyMap: requestBody, responseMap: response, headerMap: header, mediaTypeMap: mediaType,
	encodingMap: encoding, exampleMap: exampleObject, linkMap: link, schemaMap: schema,
}

// below gives the shape of a member. Items of an array have the shape of the array.
func below(s shape, key string) shape {
	if s == literal || s == anything {
		return s
	}
	if entry, ok := entries[s]; ok {
		if len(key) > 2 && key[:2] == "x-" && s != schemaMap && s != headerMap {
			return anything
		}
		return entry
	}
	return grammar[s][key]
}
