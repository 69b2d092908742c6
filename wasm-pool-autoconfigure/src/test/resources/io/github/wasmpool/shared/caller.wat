;; Instances of this module see one memory, and call Java.
(module
  (import "env" "add" (func $add (param i32 i64) (result i64)))
  (import "threads" "shared" (memory 1 1 shared))
  (import "env" "look" (func $look (param i32)))
  (export "memory" (memory 0))
  (func (export "add") (param i32 i64) (result i64) (call $add (local.get 0) (local.get 1)))
  (func (export "look") (param i32) (call $look (local.get 0)))
  (func (export "wait") (result i32)
    (call $look (i32.const 0))
    (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
