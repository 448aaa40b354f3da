/**
 * What a role tells the people who run it: meters under agreed names, and the HTTP routes that every role answers.
 *
 * <p>Does not belong here: what a meter counts (that stays beside its owner), routes of one role only, the report of a job.
 *
 * <p>Starting points: {@link io.tesela.telemetry.Telemetry}, {@link io.tesela.telemetry.RoleHttpServer}, {@link
 * io.tesela.telemetry.Readiness}.
 */
@NullMarked
package io.tesela.telemetry;

import org.jspecify.annotations.NullMarked;
