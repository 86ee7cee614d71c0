package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// The names of a version's large bodies.
const (
	blobSource   = "source"
	blobDocument = "document"
	blobIndex    = "index"
)

type blobRow struct {
	VersionID string
	Name      string
	Body      []byte
}

func (blobRow) TableName() string { return "version_blobs" }

type operationRow struct {
	VersionID      string
	OperationID    string
	Method         string
	Path           string
	Summary        string
	Webhook        bool
	Deprecated     bool
	DeclaredScopes string
	Scopes         string
	Position       int
	Chunk          []byte
}

func (operationRow) TableName() string { return "operations" }

type schemaRow struct {
	VersionID string
	Name      string
	Chunk     []byte
}

func (schemaRow) TableName() string { return "schemas" }

type searchRow struct {
	VersionID string
	Kind      string
	Ref       string
	Title     string
	Subtitle  string
	Haystack  string
}

func (searchRow) TableName() string { return "search_rows" }

// batch keeps one INSERT short: below the limit of variables, and readable where slow statements are logged.
const batch = 50

// storeContent writes every piece of a version's document.
func (r repo) storeContent(ctx context.Context, version string, c content) error {
	db := r.store.Write(ctx)
	blobs := []blobRow{{version, blobDocument, c.document}, {version, blobIndex, c.index}}
	if err := db.Create(&blobs).Error; err != nil {
		return fmt.Errorf("store the document: %w", err)
	}
	if len(c.operations) > 0 {
		if err := r.store.Write(ctx).CreateInBatches(c.operations, batch).Error; err != nil {
			return fmt.Errorf("store the operations: %w", err)
		}
	}
	if len(c.schemas) > 0 {
		if err := r.store.Write(ctx).CreateInBatches(c.schemas, batch).Error; err != nil {
			return fmt.Errorf("store the schemas: %w", err)
		}
	}
	if len(c.search) > 0 {
		if err := r.store.Write(ctx).CreateInBatches(c.search, batch).Error; err != nil {
			return fmt.Errorf("store what search reads: %w", err)
		}
	}
	return nil
}

// putSource stores the bytes that a version was made of, already compressed.
func (r repo) putSource(ctx context.Context, version string, body []byte) error {
	if err := r.store.Write(ctx).Where("version_id = ? AND name = ?", version, blobSource).Delete(&blobRow{}).Error; err != nil {
		return err
	}
	return r.store.Write(ctx).Create(&blobRow{version, blobSource, body}).Error
}

// blob answers a compressed body of a version, or ErrVersionNotFound.
func (r repo) blob(ctx context.Context, version, name string) ([]byte, error) {
	var found blobRow
	err := r.store.Read(ctx).Where("version_id = ? AND name = ?", version, name).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrVersionNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read the %s of version %s: %w", name, version, err)
	}
	return found.Body, nil
}

// operation answers one operation of a version with its compressed chunk, or ErrPartNotFound.
func (r repo) operation(ctx context.Context, version, operation string) (operationRow, error) {
	var found operationRow
	err := r.store.Read(ctx).Where("version_id = ? AND operation_id = ?", version, operation).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return operationRow{}, ErrPartNotFound
	}
	if err != nil {
		return operationRow{}, fmt.Errorf("read operation %s: %w", operation, err)
	}
	return found, nil
}

// schema answers the compressed chunk of a schema, or ErrPartNotFound.
func (r repo) schema(ctx context.Context, version, name string) ([]byte, error) {
	var found schemaRow
	err := r.store.Read(ctx).Where("version_id = ? AND name = ?", version, name).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrPartNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read schema %s: %w", name, err)
	}
	return found.Chunk, nil
}

// callable answers the operations of a version that can be called, without their chunks, in the order of the document.
func (r repo) callable(ctx context.Context, version string) ([]operationRow, error) {
	var found []operationRow
	err := r.store.Read(ctx).Select("version_id", "operation_id", "method", "path", "summary", "declared_scopes", "scopes", "position").
		Where("version_id = ? AND webhook = ?", version, false).Order("position").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list the operations of version %s: %w", version, err)
	}
	return found, nil
}

func textList(values []string) string {
	if len(values) == 0 {
		return "[]"
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic("encode a list of strings: " + err.Error())
	}
	return string(text)
}

func readList(text string) []string {
	values := []string{}
	if json.Unmarshal([]byte(text), &values) != nil {
		return []string{}
	}
	return values
}
