;; Instances of this module see one memory. Words in it:
;;   0   a counter                     8   how often the start function ran
;;   16  whether there is a value     20   the value
;;   32  what waiters wait at         1024 data that is written once
(module
  (import "env" "memory" (memory 2 8 shared))
  (global $own (mut i32) (i32.const 0))
  (data (i32.const 1024) "written once")
  (data $more "on demand")
  (func $started (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1))))
  (start $started)

  (func (export "own") (result i32)
    (global.set $own (i32.add (global.get $own) (i32.const 1)))
    (global.get $own))
  (func (export "peek") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "poke") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "init") (param i32)
    (memory.init $more (local.get 0) (i32.const 0) (i32.const 9)))
  (func (export "fail") (unreachable))
  (func (export "spin") (loop (br 0)))

  ;; Adds 1 to a word as often as it is told, atomically
  (func (export "add") (param $word i32) (param $times i32)
    (loop $again
      (drop (i32.atomic.rmw.add (local.get $word) (i32.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
  (func (export "addLong") (param $word i32) (param $times i32)
    (loop $again
      (drop (i64.atomic.rmw.add (local.get $word) (i64.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))

  ;; Waits until the word at 16 is what it is told. Being woken is no proof: looks again
  (func $await (param $state i32)
    (local $now i32)
    (loop $again
      (if (i32.ne (local.tee $now (i32.atomic.load (i32.const 16))) (local.get $state))
        (then
          (drop (memory.atomic.wait32 (i32.const 16) (local.get $now) (i64.const -1)))
          (br $again)))))
  (func $become (param $state i32)
    (i32.atomic.store (i32.const 16) (local.get $state))
    (drop (memory.atomic.notify (i32.const 16) (i32.const -1))))
  ;; Hands the numbers from 1 on over, one by one, in a plain word: the atomic one beside
  ;; it says whose turn it is
  (func (export "produce") (param $count i32)
    (local $next i32)
    (loop $again
      (call $await (i32.const 0))
      (i32.store (i32.const 20) (local.tee $next (i32.add (local.get $next) (i32.const 1))))
      (call $become (i32.const 1))
      (br_if $again (i32.lt_u (local.get $next) (local.get $count)))))
  (func (export "consume") (param $count i32) (result i64)
    (local $sum i64)
    (loop $again
      (call $await (i32.const 1))
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (i32.load (i32.const 20)))))
      (call $become (i32.const 0))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $sum))

  (func (export "wait") (param $expected i32) (param $timeout i64) (result i32)
    (block (result i32)
      (memory.atomic.wait32 offset=24 (i32.const 8) (local.get $expected) (local.get $timeout))))
  (func (export "waitLong") (param $word i32) (param $expected i64) (param $timeout i64) (result i32)
    (memory.atomic.wait64 (local.get $word) (local.get $expected) (local.get $timeout)))
  (func (export "waitFar") (param $word i32) (result i32)
    (memory.atomic.wait32 offset=4294967280 (local.get $word) (i32.const 0) (i64.const 0)))
  (func (export "waitNever") (result i32)
    (unreachable)
    (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))
  (func (export "notify") (param $count i32) (result i32)
    (memory.atomic.notify offset=32 (i32.const 0) (local.get $count)))

  ;; Referred to only because it is exported, which the rewritten module does not do
  (func $vector (export "vector") (result v128) (v128.const i64x2 1 2))
  (func (export "refers") (result i32) (ref.is_null (ref.func $vector))))
