/**
 * What the tests of several modules share: synthetic frames, seeds, the law every filter obeys, a filter that takes time, a TCP
 * proxy that injects faults, FFmpeg's own programs. Fakes of one module's ports do not belong here: they live in that module's tests.
 *
 * <p>Starting points: {@link io.tesela.testkit.TileLaw}, {@link io.tesela.testkit.SyntheticFrames}, {@link
 * io.tesela.testkit.FaultyProxy}.
 */
@NullMarked
package io.tesela.testkit;

import org.jspecify.annotations.NullMarked;
