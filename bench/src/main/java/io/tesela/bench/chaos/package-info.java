/**
 * Does to the service, over real processes, what happens to it: seeded schedules of deaths, pauses and lost connections.
 *
 * <p>Starting points: {@link io.tesela.bench.chaos.ChaosCommand}, {@link io.tesela.bench.chaos.FaultSchedule}.
 */
@NullMarked
package io.tesela.bench.chaos;

import org.jspecify.annotations.NullMarked;
