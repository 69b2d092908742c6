;; Never returns: only a deadline ends it.
(module
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.add)
  (func (export "loop") (result i32)
    (loop $again
      br $again)
    i32.const 0)
  (func (export "fibonacci") (param i32) (result i64)
    (local $a i64) (local $b i64)
    i64.const 1
    local.set $b
    (block $done
      (loop $again
        local.get 0
        i32.eqz
        br_if $done
        local.get $b
        local.get $a
        local.get $b
        i64.add
        local.set $b
        local.set $a
        local.get 0
        i32.const 1
        i32.sub
        local.set 0
        br $again))
    local.get $a))
