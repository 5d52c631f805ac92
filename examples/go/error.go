package menhu

// #include <menhu.h>
import "C"

import (
	"bytes"
	"context"
	"encoding/json"
)

// Code says what kind of failure it was; menhu.h says what each of them means. A code is an error itself, so that
// errors.Is(err, menhu.Locked) asks for it.
type Code int32

// What can go wrong. A lookup's own failures follow; Error.Detail has what a citizen is told.
const (
	InvalidArgument Code = C.MENHU_INVALID_ARGUMENT
	InvalidHandle   Code = C.MENHU_INVALID_HANDLE
	BadUTF8         Code = C.MENHU_BAD_UTF8
	Panic           Code = C.MENHU_PANIC
	NotFound        Code = C.MENHU_NOT_FOUND
	Cancelled       Code = C.MENHU_CANCELLED
	Deadline        Code = C.MENHU_DEADLINE
	Forked          Code = C.MENHU_FORKED
	NotAPortal      Code = C.MENHU_NOT_A_PORTAL
	Locked          Code = C.MENHU_LOCKED
	Fingerprint     Code = C.MENHU_FINGERPRINT
	NewWords        Code = C.MENHU_NEW_WORDS
	Damaged         Code = C.MENHU_DAMAGED
	Dictionary      Code = C.MENHU_DICTIONARY
	Config          Code = C.MENHU_CONFIG
	Request         Code = C.MENHU_REQUEST
	Item            Code = C.MENHU_ITEM
	IO              Code = C.MENHU_IO
	Engine          Code = C.MENHU_ENGINE
	NotValid        Code = C.MENHU_NOT_VALID

	LookupInvalidInput        Code = C.MENHU_LOOKUP_INVALID_INPUT
	LookupAuthFailed          Code = C.MENHU_LOOKUP_AUTH_FAILED
	LookupNotFound            Code = C.MENHU_LOOKUP_NOT_FOUND
	LookupNoRecords           Code = C.MENHU_LOOKUP_NO_RECORDS
	LookupCaptchaRequired     Code = C.MENHU_LOOKUP_CAPTCHA_REQUIRED
	LookupQuotaExceeded       Code = C.MENHU_LOOKUP_QUOTA_EXCEEDED
	LookupRateLimited         Code = C.MENHU_LOOKUP_RATE_LIMITED
	LookupUpstreamMaintenance Code = C.MENHU_LOOKUP_UPSTREAM_MAINTENANCE
	LookupUpstreamTimeout     Code = C.MENHU_LOOKUP_UPSTREAM_TIMEOUT
	LookupUpstreamUnavailable Code = C.MENHU_LOOKUP_UPSTREAM_UNAVAILABLE
	LookupMalformed           Code = C.MENHU_LOOKUP_MALFORMED
	LookupSignatureExpired    Code = C.MENHU_LOOKUP_SIGNATURE_EXPIRED
	LookupUnsupported         Code = C.MENHU_LOOKUP_UNSUPPORTED
)

// Error is the code's name, as in menhu.h.
func (c Code) Error() string { return C.GoString(C.menhu_status_name(C.int32_t(c))) }

// Error says why a call failed: what, where, and what to do. It holds nothing of a person.
type Error struct {
	Code    Code
	Message string
	// Detail is the error as JSON; of a lookup it has title and advice for the citizen, in Chinese, and faults by field.
	Detail json.RawMessage
}

func (e *Error) Error() string { return "menhu: " + e.Message }

// Is makes errors.Is(err, menhu.NotFound) ask for the code, and lets the library's deadline and cancellation be those of a
// context.
func (e *Error) Is(target error) bool {
	switch target {
	case context.DeadlineExceeded:
		return e.Code == Deadline
	case context.Canceled:
		return e.Code == Cancelled
	}
	code, isCode := target.(Code)
	return isCode && code == e.Code
}

// failed makes an error of what a call returned, and frees the library's.
func failed(status C.int32_t, fault *C.menhu_error) error {
	if status == C.MENHU_OK {
		return nil
	}
	defer C.menhu_error_free(fault)
	var length C.size_t
	message := C.menhu_error_message(fault, &length)
	err := &Error{Code: Code(status), Message: string(view(message, length))}
	detail := C.menhu_error_json(fault, &length)
	err.Detail = bytes.Clone(view(detail, length))
	return err
}
