/**
 * The assembler: joins the tiles of each job's frames, encodes segments and publishes them with their receipts.
 *
 * <p>Pure parts live below: {@code join} knows nothing of time, threads or input and output; {@code encode} turns composed
 * frames into segments. This package wires them to the log.
 *
 * <p>Starting points: {@link io.tesela.assembler.Assembler}, {@link io.tesela.assembler.JobAssembly},
 * {@link io.tesela.assembler.join.FrameJoin}.
 */
@NullMarked
package io.tesela.assembler;

import org.jspecify.annotations.NullMarked;
