/**
 * One job: its id and everything that every role must know of it before its first frame.
 *
 * <p>Starting points: {@link io.tesela.domain.job.JobSpec}.
 */
@NullMarked
package io.tesela.domain.job;

import org.jspecify.annotations.NullMarked;
