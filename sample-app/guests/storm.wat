;; Writes a line to standard output without end.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; At 0 the address and the size of the text at 16
  (data (i32.const 0) "\10\00\00\00\18\00\00\00")
  (data (i32.const 16) "Thunder and lightning!!\0a")
  (func (export "storm") (result i32)
    (loop $again
      (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      br $again)
    i32.const 0)
  (func (export "drizzle") (param $lines i32) (result i32)
    (local $written i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $written) (local.get $lines)))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (local.set $written (i32.add (local.get $written) (i32.const 1)))
        br $again))
    local.get $written))
