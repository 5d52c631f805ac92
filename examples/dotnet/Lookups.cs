using System;
using System.Threading;

namespace Menhu
{
    /// <summary>Asks providers about social security, housing funds and traffic violations. It has threads of its own; any thread may
    /// ask.</summary>
    public sealed class Lookups : IDisposable
    {
        private readonly LookupsHandle lookups;

        /// <summary>Opens them; menhu_lookups_open in menhu.h has the members of the configuration, a JSON object.</summary>
        public Lookups(string config)
        {
            IntPtr value, error;
            var text = Call.Utf8(config);
            Call.Check(Native.menhu_lookups_open(text, Call.Size(text), out value, out error), error);
            lookups = new LookupsHandle(value);
        }

        /// <summary>Looks up, and waits for the answer: as long as <paramref name="within"/> says (TimeSpan.Zero: as the provider's file
        /// allows), and no longer than until the token is cancelled. Request and requester are JSON.</summary>
        public string Ask(string operation, string request, string requester, TimeSpan within, CancellationToken token)
        {
            IntPtr value, answer, error;
            byte[] what = Call.Utf8(operation), question = Call.Utf8(request), who = Call.Utf8(requester);
            Call.Check(Native.menhu_cancel_new(out value, out error), error);
            using (var cancel = new CancelHandle(value))
            using (token.Register(() => Native.menhu_cancel_cancel(cancel)))
            {
                int status = Native.menhu_lookups_ask(lookups, what, Call.Size(what), question, Call.Size(question), who, Call.Size(who),
                    Call.Milliseconds(within), cancel, out answer, out error);
                return Call.Text(status, answer, error);
            }
        }

        /// <summary>Forgets everything about a person (by number of the identity card) or a vehicle (by plate).</summary>
        public void Purge(string subject, string number)
        {
            IntPtr error;
            byte[] what = Call.Utf8(subject), which = Call.Utf8(number);
            Call.Check(Native.menhu_lookups_purge(lookups, what, Call.Size(what), which, Call.Size(which), out error), error);
        }

        /// <summary>Takes over files of providers that have changed, come or gone.</summary>
        public void Reload()
        {
            IntPtr error;
            Call.Check(Native.menhu_lookups_reload(lookups, out error), error);
        }

        /// <summary>How lookups are doing, as JSON; nothing of a person.</summary>
        public string State()
        {
            IntPtr state, error;
            return Call.Text(Native.menhu_lookups_state(lookups, out state, out error), state, error);
        }

        /// <summary>Sends the lookups' messages there from now on, as Portal.SetLog does.</summary>
        public void SetLog(Action<int, string> log)
        {
            IntPtr error;
            var callback = Call.Log(log);
            Call.Check(Native.menhu_lookups_set_log(lookups, callback, IntPtr.Zero, out error), error);
            lookups.Log = callback;
        }

        /// <summary>Closes them; waits two seconds at most for work behind.</summary>
        public void Dispose() { lookups.Dispose(); }
    }
}
