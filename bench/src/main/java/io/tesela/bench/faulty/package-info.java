/**
 * A tile processor like any other, whose carrier loses, damages, repeats and holds back records of tiles by chance.
 *
 * <p>When it is started, and what must come of its jobs, is {@code io.tesela.bench.chaos}.
 *
 * <p>Starting points: {@link io.tesela.bench.faulty.RecordFault}, {@link io.tesela.bench.faulty.FaultyTransport}.
 */
@NullMarked
package io.tesela.bench.faulty;

import org.jspecify.annotations.NullMarked;
