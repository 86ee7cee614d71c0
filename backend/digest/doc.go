// Package digest turns the document or archive that a publisher brings into everything that the portal stores of it:
// index, resolved operations and schemas, each compressed, declared scopes, findings and score.
//
// Documents come from strangers, so this happens in a process of its own (Process) that may use so much time and memory
// and can open neither files nor sockets. Whatever a document does to that process, the answer is a finding. InProcess
// does the same without the walls, for tests and one-off commands.
package digest
