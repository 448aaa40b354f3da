/**
 * From composed frames to MP4 segments with their receipts; no log, no threads of its own.
 *
 * <p>Starting points: {@link io.tesela.assembler.encode.JobEncoder}, {@link io.tesela.assembler.encode.SegmentMuxer}.
 */
@NullMarked
package io.tesela.assembler.encode;

import org.jspecify.annotations.NullMarked;
