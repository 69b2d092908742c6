package io.github.wasmpool.binary;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/**
 * Functions of all shapes and any size, made to be hard on the compiler in one way each.
 */
public final class FunctionShapes {

	private static final int LOAD = 0x28;

	private static final int STORE = 0x36;

	private static final int ADD = 0x6A;

	private static final int MULTIPLY = 0x6C;

	private static final int XOR = 0x73;

	private static final int DROP = 0x1A;

	private static final int END = 0x0B;

	private static final int BLOCK = 0x02;

	private static final int LOOP = 0x03;

	private static final int IF = 0x04;

	private static final int ELSE = 0x05;

	private static final int BRANCH_IF = 0x0D;

	private static final int BRANCH = 0x0C;

	private static final int BRANCH_TABLE = 0x0E;

	private static final int EMPTY = 0x40;

	private static final int I32 = 0x7F;

	private static final int GLOBAL_GET = 0x23;

	private static final int GLOBAL_SET = 0x24;

	private static final int SIMD = 0xFD;

	private static final int MISC = 0xFC;

	private static final Map<String, Shape> ALL = new LinkedHashMap<>();

	/** How many locals there are beside the parameter and one each of i32, i64, f64. */
	private static final Map<String, IntUnaryOperator> LOCALS = new HashMap<>();

	static {
		add("loads-offsets", (b, n) -> b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L).op(DROP)).i32(0));
		add("loads-offsets-far", (b, n) -> b.times(n, (i) -> b.get(0).memory(LOAD, i * 4096L * 4).op(DROP)).i32(0));
		add("loads-huge-offset",
				(b, n) -> b.times(n, (i) -> b.get(0).memory(LOAD, 0xF0000000L + i * 4L).op(DROP)).i32(0));
		add("loads-same", (b, n) -> b.times(n, (i) -> b.get(0).memory(LOAD, 4).op(DROP)).i32(0));
		add("loads-sum", (b, n) -> {
			b.i32(0);
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L).op(ADD));
		});
		add("loads-chain", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.memory(LOAD, 4));
		});
		add("stores-offsets", (b, n) -> b.times(n, (i) -> b.get(0).get(0).memory(STORE, i * 4L)).i32(0));
		add("stores-const", (b, n) -> b.times(n, (i) -> b.get(0).i32(i).memory(STORE, i * 4L)).i32(0));
		add("load-store", (b,
				n) -> b.times(n, (i) -> b.get(0).get(0).memory(LOAD, i * 4L).memory(STORE, i * 4L + 100000)).i32(0));
		add("loads-live-calls", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.call(3));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("loads-live", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("gvn-calls", (b, n) -> {
			b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY).op(DROP));
			b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY).call(2).op(DROP));
			b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY).call(2).op(DROP)).i32(0);
		});
		add("gvn-live-calls", (b, n) -> {
			b.i32(0);
			b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY).op(XOR));
			b.times(n, (i) -> b.call(3));
			b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY).op(ADD));
		});
		add("muls-live-calls", (b, n) -> {
			b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY));
			b.times(n, (i) -> b.call(3));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("calls-results-live", (b, n) -> {
			b.times(n, (i) -> b.get(0).call(2));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("live-under-if", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).op(IF, EMPTY).call(3).op(END));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("live-if-nocall", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).op(IF, EMPTY).op(END));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("live-loop-calls", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.op(LOOP, EMPTY);
			b.times(n, (i) -> b.call(3));
			b.get(0).op(BRANCH_IF, 0x00).op(END);
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("live-div", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).get(0).op(0x6d).op(DROP));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("live-shift", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).memory(LOAD, 0).get(0).op(0x74).set(0));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("calls", (b, n) -> b.times(n, (i) -> b.call(3)).i32(0));
		add("calls-arg", (b, n) -> b.times(n, (i) -> b.get(0).call(2).op(DROP)).i32(0));
		add("calls-chain", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.call(2));
		});
		add("calls-8", (b, n) -> b.times(n, (i) -> {
			b.times(8, (j) -> b.get(0));
			b.call(4).op(DROP);
		}).i32(0));
		add("calls-16r", (b, n) -> b.times(n, (i) -> {
			b.call(5);
			b.times(16, (j) -> b.op(DROP));
		}).i32(0));
		add("call-indirect", (b, n) -> b.times(n, (i) -> b.get(0).i32(i % 10).op(0x11, 1, 0).set(0)).i32(0));
		add("call-indirect-live", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).i32(i % 10).op(0x11, 1, 0).set(0));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("adds", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.get(0).op(ADD));
		});
		add("muladd", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.i32(i * 7 + 3).op(MULTIPLY).get(0).op(XOR));
		});
		add("xor-wide", (b, n) -> {
			b.times(n, (i) -> b.get(0).i32(i).op(XOR));
			b.times(n - 1, (i) -> b.op(MULTIPLY));
		});
		add("tree", (b, n) -> tree(b, n));
		add("consts-live", (b, n) -> {
			b.times(n, (i) -> b.i64(0x123456789abcdefL * (i + 1)));
			b.times(n - 1, (i) -> b.op(0x7c));
			b.op(0xa7);
		});
		add("f64-consts", (b, n) -> {
			b.f64(0);
			b.times(n, (i) -> b.f64(i * 1.1).op(0xa0));
			b.op(0xbd, 0xa7);
		});
		add("f64-mul", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.get(3).op(i % 2 == 0 ? 0xa2 : 0xa0));
			b.op(0xbd, 0xa7);
		});
		add("f64-minmax", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.get(3).op(i % 2 == 0 ? 0xa4 : 0xa5));
			b.op(0xbd, 0xa7);
		});
		add("f64-copysign", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.get(3).op(0xa6));
			b.op(0xbd, 0xa7);
		});
		add("f64-round", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.op(0x9b + i % 4));
			b.op(0xbd, 0xa7);
		});
		add("i64-div", (b, n) -> {
			b.get(2);
			b.times(n, (i) -> b.get(2).op(0x7f + i % 4));
			b.op(0xa7);
		});
		add("i32-div", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.get(0).op(0x6d + i % 4));
		});
		add("convert", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.op(0xaa, 0xb7));
			b.op(0xbd, 0xa7);
		});
		add("convert-u64", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.op(0xb1, 0xba));
			b.op(0xbd, 0xa7);
		});
		add("convert-sat", (b, n) -> {
			b.get(3);
			b.times(n, (i) -> b.op(MISC, 0x03, 0xb8));
			b.op(0xbd, 0xa7);
		});
		add("popcnt", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.op(0x67 + i % 3));
		});
		add("select", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.get(0).get(0).op(0x1b));
		});
		add("select-cmp", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.get(1).get(0).i32(i).op(0x48).op(0x1b));
		});
		add("globals-get", (b, n) -> {
			b.i32(0);
			b.times(n, (i) -> b.op(GLOBAL_GET, 0, ADD));
		});
		add("globals-set", (b, n) -> {
			b.times(n, (i) -> b.i32(i).op(GLOBAL_SET, 0));
			b.i32(0);
		});
		add("globals-getset", (b, n) -> {
			b.times(n, (i) -> b.op(GLOBAL_GET, 0).i32(i).op(ADD).op(GLOBAL_SET, 0));
			b.i32(0);
		});
		add("memory-fill", (b, n) -> b.times(n, (i) -> b.get(0).get(0).i32(i).op(MISC, 0x0b, 0)).i32(0));
		add("memory-copy", (b, n) -> b.times(n, (i) -> b.get(0).get(0).i32(i).op(MISC, 0x0a, 0, 0)).i32(0));
		add("memory-grow", (b, n) -> {
			b.i32(0);
			b.times(n, (i) -> b.op(0x40, 0));
		});
		add("table-get", (b, n) -> b.times(n, (i) -> b.get(0).op(0x25, 0, DROP)).i32(0));
		add("table-set", (b, n) -> b.times(n, (i) -> b.i32(i % 10).i32(0).op(0x25, 0, 0x26, 0)).i32(0));
		add("ref-func", (b, n) -> b.times(n, (i) -> b.op(0xd2, 2, DROP)).i32(0));
		add("blocks-nested", (b, n) -> {
			b.times(n, (i) -> b.op(BLOCK, EMPTY));
			b.times(n, (i) -> b.op(END));
			b.i32(0);
		});
		add("blocks-flat", (b, n) -> {
			b.times(n, (i) -> b.op(BLOCK, EMPTY, END));
			b.i32(0);
		});
		add("blocks-brif", (b, n) -> {
			b.times(n, (i) -> b.op(BLOCK, EMPTY).get(0).op(BRANCH_IF, 0, END));
			b.i32(0);
		});
		add("brif-out", (b, n) -> {
			b.op(BLOCK, EMPTY);
			b.times(n, (i) -> b.get(0).op(BRANCH_IF, 0));
			b.op(END).i32(0);
		});
		add("brif-nested-exits", (b, n) -> {
			b.times(n, (i) -> b.op(BLOCK, EMPTY));
			b.times(n, (i) -> {
				b.get(0).op(BRANCH_IF);
				b.u32(Math.min(i % 7, n - 1 - i));
				b.call(3).op(END);
			});
			b.i32(0);
		});
		add("brif-set", (b, n) -> {
			b.op(BLOCK, EMPTY);
			b.times(n, (i) -> b.get(0).op(BRANCH_IF, 0).get(0).i32(1).op(ADD).set(0));
			b.op(END).i32(0);
		});
		add("if-else", (b, n) -> {
			b.times(n, (i) -> b.get(0).op(IF, I32).get(0).op(ELSE).get(1).op(END).set(0));
			b.get(0);
		});
		add("if-set", (b, n) -> {
			b.times(n, (i) -> b.get(0).op(IF, EMPTY).get(0).i32(i).op(ADD).set(0).op(END));
			b.get(0);
		});
		add("ifs-nested", (b, n) -> {
			b.times(n, (i) -> b.get(0).op(IF, EMPTY));
			b.times(n, (i) -> b.get(0).i32(i).op(ADD).set(0).op(END));
			b.i32(0);
		});
		add("loops-flat", (b, n) -> {
			b.times(n, (i) -> b.op(LOOP, EMPTY).get(0).op(BRANCH_IF, 0, END));
			b.i32(0);
		});
		add("loops-nested", (b, n) -> {
			b.times(n, (i) -> b.op(LOOP, EMPTY));
			b.times(n, (i) -> b.get(0).op(BRANCH_IF, 0, END));
			b.i32(0);
		});
		add("loops-nested8", (b, n) -> {
			b.times(n, (i) -> {
				b.times(8, (j) -> b.op(LOOP, EMPTY));
				b.times(8, (j) -> b.get(0).op(BRANCH_IF, 0, END));
			});
			b.i32(0);
		});
		add("loops-body", (b, n) -> {
			b.times(n,
					(i) -> b.op(LOOP, EMPTY)
						.get(0)
						.i32(1)
						.op(0x6b)
						.tee(0)
						.get(0)
						.memory(STORE, 0)
						.get(0)
						.op(BRANCH_IF, 0, END));
			b.i32(0);
		});
		add("br-table", (b, n) -> {
			b.op(BLOCK, EMPTY).get(0).op(BRANCH_TABLE);
			b.u32(n);
			b.times(n + 1, (i) -> b.op(0));
			b.op(END).i32(0);
		});
		add("switch", (b, n) -> {
			b.times(n + 1, (i) -> b.op(BLOCK, EMPTY));
			b.get(0).op(BRANCH_TABLE);
			b.u32(n);
			b.times(n + 1, (i) -> b.u32(i));
			b.times(n + 1, (i) -> b.op(END).get(0).i32(i).op(ADD).set(0));
			b.get(0);
		});
		add("switches", (b, n) -> {
			b.times(n, (k) -> {
				b.times(9, (i) -> b.op(BLOCK, EMPTY));
				b.get(0).op(BRANCH_TABLE, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8);
				b.times(9, (i) -> b.op(END));
			});
			b.i32(0);
		});
		add("switch-loop", (b, n) -> {
			b.op(LOOP, EMPTY);
			b.times(n + 1, (i) -> b.op(BLOCK, EMPTY));
			b.get(0).op(BRANCH_TABLE);
			b.u32(n);
			b.times(n + 1, (i) -> b.u32(i));
			b.times(n + 1, (i) -> {
				b.op(END).get(0).i32(i).op(ADD).set(0);
				if (i < n) {
					b.op(BRANCH);
					b.u32(n - i);
				}
			});
			b.op(END).get(0);
		});
		for (int l : new int[] { 10, 100, 1000, 5000 }) {

			add("locals" + l + "-blocks-brif", (n) -> l, (b, n) -> {
				b.times(n, (i) -> b.op(BLOCK, EMPTY).get(4 + i % l).op(BRANCH_IF, 0).get(0).set(4 + i % l).op(END));
				b.get(0);
			});
			add("locals" + l + "-loops", (n) -> l, (b, n) -> {
				b.times(n, (i) -> b.op(LOOP, EMPTY).get(0).set(4 + i % l).get(0).op(BRANCH_IF, 0, END));
				b.get(0);
			});
			add("locals" + l + "-switchloop", (n) -> l, (b, n) -> {
				b.op(LOOP, EMPTY);
				b.times(n + 1, (i) -> b.op(BLOCK, EMPTY));
				b.get(0).op(BRANCH_TABLE);
				b.u32(n);
				b.times(n + 1, (i) -> b.u32(i));
				b.times(n + 1, (i) -> {
					b.op(END).get(4 + (i * 7) % l).i32(i).op(ADD).set(4 + i % l);
					if (i < n) {
						b.op(BRANCH);
						b.u32(n - i);
					}
				});
				b.op(END).get(0);
			});
			add("locals" + l + "-live-calls", (n) -> l, (b, n) -> {
				b.times(l, (i) -> b.get(0).memory(LOAD, i * 4L).set(4 + i));
				b.times(n, (i) -> b.call(3));
				b.i32(0);
				b.times(l, (i) -> b.get(4 + i).op(ADD));
			});
			add("locals" + l + "-live-if-calls", (n) -> l, (b, n) -> {
				b.times(l, (i) -> b.get(0).memory(LOAD, i * 4L).set(4 + i));
				b.times(n, (i) -> b.get(0).op(IF, EMPTY).call(3).op(END));
				b.i32(0);
				b.times(l, (i) -> b.get(4 + i).op(ADD));
			});
			add("locals" + l + "-churn-calls", (n) -> l, (b, n) -> {
				b.times(n, (i) -> b.get(4 + i % l).get(4 + (i * 13 + 1) % l).op(ADD).call(2).set(4 + i % l));
				b.i32(0);
				b.times(l, (i) -> b.get(4 + i).op(ADD));
			});
			add("locals" + l + "-interp", (n) -> l, (b, n) -> {
				b.op(LOOP, EMPTY);
				b.times(n + 1, (i) -> b.op(BLOCK, EMPTY));
				b.get(0).op(BRANCH_TABLE);
				b.u32(n);
				b.times(n + 1, (i) -> b.u32(i));
				b.times(n + 1, (i) -> {
					b.op(END)
						.get(4 + (i * 7) % l)
						.memory(LOAD, i * 4L)
						.call(2)
						.get(0)
						.op(IF, EMPTY)
						.call(3)
						.op(END)
						.set(4 + i % l);
					if (i < n) {
						b.op(BRANCH);
						b.u32(n - i);
					}
				});
				b.op(END).get(0);
			});
			add("locals" + l + "-rotate-if", (n) -> l, (b, n) -> {
				b.times(n,
						(i) -> b.get(0)
							.op(IF, EMPTY)
							.get(4 + (i * 7) % l)
							.get(4 + (i * 5) % l)
							.op(ADD)
							.set(4 + i % l)
							.op(END));
				b.i32(0);
				b.times(l, (i) -> b.get(4 + i).op(ADD));
			});
		}
		add("block-params", (b, n) -> {
			b.times(n, (i) -> {
				b.get(0).get(0).op(BLOCK, 3).op(ADD).get(0).op(END).op(ADD).set(0);
			});
			b.get(0);
		});
		add("block-params16", (b, n) -> {
			b.times(16, (j) -> b.get(0));
			b.times(n, (i) -> {
				b.op(BLOCK, 6).get(0).op(BRANCH_IF, 0).op(END);
			});
			b.times(15, (j) -> b.op(ADD));
		});
		add("loop-params16", (b, n) -> {
			b.times(16, (j) -> b.get(0));
			b.times(n, (i) -> {
				b.op(LOOP, 6).get(0).op(BRANCH_IF, 0).op(END);
			});
			b.times(15, (j) -> b.op(ADD));
		});
		add("brif-results16", (b, n) -> {
			b.times(16, (j) -> b.get(0));
			b.op(BLOCK, 6);
			b.times(n, (i) -> {
				b.get(0).op(BRANCH_IF, 0);
			});
			b.op(END);
			b.times(15, (j) -> b.op(ADD));
		});
		add("simd-add", (b, n) -> {
			b.get(0).op(SIMD, 0x11);
			b.times(n, (i) -> b.get(0).op(SIMD, 0x11, SIMD, 0xae, 0x01));
			b.op(SIMD, 0x1b, 0);
		});
		add("simd-shuffle", (b, n) -> {
			b.get(0).op(SIMD, 0x11);
			b.times(n, (i) -> {
				b.get(0).op(SIMD, 0x11, SIMD, 0x0d);
				b.times(16, (j) -> b.op((i + j * 3) % 32));
			});
			b.op(SIMD, 0x1b, 0);
		});
		add("simd-const", (b, n) -> {
			b.get(0).op(SIMD, 0x11);
			b.times(n, (i) -> {
				b.op(SIMD, 0x0c);
				b.times(16, (j) -> b.op((i * j * 7 + j) & 0xff));
				b.op(SIMD, 0xae, 0x01);
			});
			b.op(SIMD, 0x1b, 0);
		});
		add("simd-load", (b, n) -> {
			b.get(0).op(SIMD, 0x11);
			b.times(n, (i) -> {
				b.get(0).op(SIMD, 0x00, 0).u32(i * 16);
				b.op(SIMD, 0xae, 0x01);
			});
			b.op(SIMD, 0x1b, 0);
		});
		add("simd-shr", (b, n) -> {
			b.get(0).op(SIMD, 0x11);
			b.times(n, (i) -> b.get(0).op(SIMD, 0xcc, 0x01));
			b.op(SIMD, 0x1b, 0);
		});
		add("simd-trunc", (b, n) -> {
			b.get(0).op(SIMD, 0x11);
			b.times(n, (i) -> b.op(SIMD, 0xf8 + i % 2, 1));
			b.op(SIMD, 0x1b, 0);
		});
		add("simd-live-calls", (b, n) -> {
			b.times(n, (i) -> {
				b.get(0).op(SIMD, 0x00, 0).u32(i * 16);
			});
			b.times(n, (i) -> b.call(3));
			b.times(n - 1, (i) -> b.op(SIMD, 0xae, 0x01));
			b.op(SIMD, 0x1b, 0);
		});
		add("returns", (b, n) -> b.times(n, (i) -> b.get(0).op(IF, EMPTY).i32(i).op(0x0f, END)).i32(0));
		add("tee-chain", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.tee(1).get(1).op(ADD));
		});
		add("sets", (b, n) -> {
			b.times(n, (i) -> b.get(0).i32(i).op(ADD).set(0));
			b.get(0);
		});
		add("many-locals", (n) -> n, (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L).set(4 + i));
			b.i32(0);
			b.times(n, (i) -> b.get(4 + i).op(ADD));
		});
		add("chain-in-arms", (b, n) -> {
			b.get(0);
			b.times(n, (i) -> b.i32(i | 1).op(MULTIPLY).i32(i * 3).op(XOR));
			b.set(1);
			b.times(n, (i) -> b.get(0).op(IF, EMPTY).i32(0).get(1).memory(STORE, i * 4L).op(END));
			b.i32(0);
		});
		add("rle-loads", (b, n) -> {
			for (int k = 0; k < 2; k++) {
				b.i32(0);
				b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L).op(ADD));
				b.op(GLOBAL_SET, 0);
			}
			b.i32(0);
		});
		add("gvn-ifs", (b, n) -> {
			for (int k = 0; k < 2; k++)
				b.times(n, (i) -> b.get(0).i32(i + 1).op(MULTIPLY).op(IF, EMPTY).call(3).op(END));
			b.i32(0);
		});
		add("gvn-stores", (b, n) -> {
			for (int k = 0; k < 2; k++) {
				int kk = k;
				b.times(n, (i) -> b.get(0).get(0).i32(i + 1).op(MULTIPLY).memory(STORE, i * 4L + kk));
			}
			b.i32(0);
		});
		add("bounds-addr", (b, n) -> {
			b.times(n, (i) -> b.get(0).i32(i * 64).op(ADD).memory(LOAD, 0).op(DROP));
			b.i32(0);
		});
		add("store-chain", (b, n) -> {
			b.times(n, (i) -> b.get(0).get(0).memory(LOAD, i * 4L).i32(i).op(ADD).memory(STORE, i * 4L));
			b.i32(0);
		});
		add("live64-ifs", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).op(IF, EMPTY).call(3).op(END));
			b.times(63, (i) -> b.op(ADD));
		});
		add("live512-ifs", (b, n) -> {
			b.times(512, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).op(IF, EMPTY).call(3).op(END));
			b.times(511, (i) -> b.op(ADD));
		});
		add("live64-adds", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L).get(0).memory(STORE, i * 4L + 4));
			b.times(63, (i) -> b.op(ADD));
		});
		add("live512-stores", (b, n) -> {
			b.times(512, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).get(0).memory(LOAD, i * 4L).memory(STORE, i * 4L + 4));
			b.times(511, (i) -> b.op(ADD));
		});
		add("live64-indirect", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).i32(i % 10).op(0x11, 1, 0).set(0));
			b.times(63, (i) -> b.op(ADD));
		});
		add("live64-tableget", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).op(0x25, 0, DROP));
			b.times(63, (i) -> b.op(ADD));
		});
		add("live64-fill", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.get(0).get(0).i32(i).op(MISC, 0x0b, 0));
			b.times(63, (i) -> b.op(ADD));
		});
		add("live64-loops", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times(n, (i) -> b.op(LOOP, EMPTY).get(0).op(BRANCH_IF, 0, END));
			b.times(63, (i) -> b.op(ADD));
		});
		add("live64-brout", (b, n) -> {
			b.times(64, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.op(BLOCK, EMPTY);
			b.times(n, (i) -> b.get(0).op(BRANCH_IF, 0));
			b.op(END);
			b.times(63, (i) -> b.op(ADD));
		});
		add("divs-live", (b, n) -> {
			b.times(n, (i) -> b.get(0).i32(i + 1).op(0x6d));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("globals-live", (b, n) -> {
			b.times(n, (i) -> b.op(GLOBAL_GET, 0).op(GLOBAL_GET, 0).i32(1).op(ADD).op(GLOBAL_SET, 0));
			b.times(n - 1, (i) -> b.op(ADD));
		});
		add("select-live", (b, n) -> {
			b.times(n, (i) -> b.get(0).memory(LOAD, i * 4L));
			b.times((n - 1) / 2, (i) -> b.op(0x1b));
			if (n % 2 == 0)
				b.op(ADD);
		});
		add("i64-mul-wide", (b, n) -> {
			b.times(n, (i) -> b.get(2).i64(i * 0x100000001L).op(0x7e));
			b.times(n - 1, (i) -> b.op(0x85));
			b.op(0xa7);
		});
	}

	private final ByteWriter code = new ByteWriter();

	private FunctionShapes() {
	}

	/**
	 * Return the names of all shapes.
	 */
	public static Set<String> names() {
		return ALL.keySet();
	}

	/**
	 * Write a module with a function of a shape. It imports a function, has a memory, a
	 * global, a table, and functions to be called: {@code 0: ()}, imported,
	 * {@code 1: (i32)
	 * -> i32}, the shape, {@code 2: (i32) -> i32}, {@code 3: ()}, {@code 4: (i32 x 8) ->
	 * i32}, {@code 5: () -> (i32 x 16)}.
	 */
	public static byte[] module(String shape, int size) {
		return module(shape, size, 1);
	}

	/**
	 * Write a module with several functions of a shape.
	 */
	public static byte[] module(String shape, int size, int copies) {
		int locals = LOCALS.getOrDefault(shape, (n) -> 0).applyAsInt(size);
		FunctionShapes body = new FunctionShapes();
		body.code.u32(4).u32(1).u8(0x7F).u32(1).u8(0x7E).u32(1).u8(0x7C).u32(locals).u8(0x7F);
		Objects.requireNonNull(ALL.get(shape)).write(body, size);
		return module(body.op(END).code, copies);
	}

	private static byte[] module(ByteWriter shape, int copies) {
		ByteWriter types = new ByteWriter().u32(7);
		type(types, 0, 0);
		type(types, 1, 1);
		type(types, 0, 1);
		type(types, 2, 2);
		type(types, 8, 1);
		type(types, 0, 16);
		type(types, 16, 16);
		ByteWriter functions = new ByteWriter().u32(4L + copies).u32(1).u32(1).u32(0).u32(4).u32(5);
		ByteWriter code = new ByteWriter().u32(4L + copies).u32(shape.size()).append(shape);
		code.u32(4).u8(0).u8(0x20).u8(0).u8(END).u32(2).u8(0).u8(END).u32(4).u8(0).u8(0x20).u8(0).u8(END);
		code.u32(34).u8(0);
		for (int i = 0; i < 16; i++) {
			code.u8(0x41).u8(i);
		}
		code.u8(END);
		for (int i = 1; i < copies; i++) {
			functions.u32(1);
			code.u32(shape.size()).append(shape);
		}
		return new ByteWriter().header()
			.section(1, types)
			.section(2, new ByteWriter().u32(1).name("e").name("f").u8(0).u32(0))
			.section(3, functions)
			.section(4, new ByteWriter().u32(1).u8(0x70).u8(0).u32(10))
			.section(5, new ByteWriter().u32(1).u8(0).u32(1))
			.section(6, new ByteWriter().u32(1).u8(0x7F).u8(1).u8(0x41).u8(0).u8(END))
			.section(7, new ByteWriter().u32(2).name("s").u8(0).u32(1).name("i").u8(0).u32(2))
			.section(10, code)
			.toByteArray();
	}

	private static void type(ByteWriter types, int params, int results) {
		types.u8(0x60).u32(params);
		for (int i = 0; i < params; i++) {
			types.u8(I32);
		}
		types.u32(results);
		for (int i = 0; i < results; i++) {
			types.u8(I32);
		}
	}

	private static void add(String name, Shape shape) {
		ALL.put(name, shape);
	}

	private static void add(String name, IntUnaryOperator locals, Shape shape) {
		ALL.put(name, shape);
		LOCALS.put(name, locals);
	}

	private static void tree(FunctionShapes body, int leaves) {
		if (leaves <= 1) {
			body.get(0).i32(body.code.size()).op(MULTIPLY);
			return;
		}
		tree(body, leaves / 2);
		tree(body, leaves - leaves / 2);
		body.op(ADD);
	}

	private FunctionShapes op(int... bytes) {
		for (int each : bytes) {
			this.code.u8(each);
		}
		return this;
	}

	private FunctionShapes i32(int value) {
		this.code.u8(0x41).signed(value);
		return this;
	}

	private FunctionShapes i64(long value) {
		this.code.u8(0x42);
		long rest = value;
		while (rest < -0x40 || rest >= 0x40) {
			this.code.u8((int) (rest & 0x7F) | 0x80);
			rest >>= 7;
		}
		this.code.u8((int) (rest & 0x7F));
		return this;
	}

	private FunctionShapes f64(double value) {
		this.code.u8(0x44);
		long bits = Double.doubleToLongBits(value);
		for (int i = 0; i < 8; i++) {
			this.code.u8((int) (bits >>> (8 * i)));
		}
		return this;
	}

	private FunctionShapes get(int local) {
		this.code.u8(0x20).u32(local);
		return this;
	}

	private FunctionShapes set(int local) {
		this.code.u8(0x21).u32(local);
		return this;
	}

	private FunctionShapes tee(int local) {
		this.code.u8(0x22).u32(local);
		return this;
	}

	private FunctionShapes memory(int opcode, long offset) {
		this.code.u8(opcode).u8(0).u32(offset);
		return this;
	}

	private FunctionShapes call(int function) {
		this.code.u8(0x10).u32(function);
		return this;
	}

	private FunctionShapes u32(int value) {
		this.code.u32(value);
		return this;
	}

	private FunctionShapes times(int times, IntConsumer each) {
		for (int i = 0; i < times; i++) {
			each.accept(i);
		}
		return this;
	}

	@FunctionalInterface
	private interface Shape {

		void write(FunctionShapes body, int size);

	}

}
