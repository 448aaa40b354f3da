/**
 * What the progress log adds up to: which jobs there are and how far they have come, as every role sees it.
 *
 * <p>Starting points: {@link io.tesela.kafka.progress.JobDirectory}, {@link io.tesela.kafka.progress.ProgressLog}.
 */
@NullMarked
package io.tesela.kafka.progress;

import org.jspecify.annotations.NullMarked;
