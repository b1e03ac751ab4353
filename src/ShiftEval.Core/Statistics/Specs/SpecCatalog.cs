namespace ShiftEval.Statistics.Specs;

/// <summary>The spec language, form by form, for people who look it up.</summary>
public static class SpecCatalog
{
    /// <summary>What a spec starts with.</summary>
    public static IReadOnlyList<SpecEntry> Heads { get; } =
    [
        new("ema", "the file's own statistics; called stored where ShiftEval wrote them", "what training left: m <- 0.9 m + 0.1 m_batch"),
        new("precise", "the source domains' train (else adapt) images, pooled", "PreciseBN, Wu and Johnson 2021"),
        new("domain", "each scored domain's own adapt (else train) images", "AdaBN, Li et al. 2016"),
        new("test", "the scored images themselves: transductive", "AdaBN on the test set"),
        new("from=NAME, from=*", "the images of one named domain, for every scored domain; one spec for each", ""),
        new("mix:W", "s = ema (or source=precise), t = domain: m = W m_s + (1-W) m_t; v = W v_s + (1-W) v_t + W(1-W)(m_s-m_t)^2; rule=linear drops the last term", "moment-matched: TTN's form, Lim et al. 2023"),
        new("mix:N=16", "W = N/(N+n), n adapt images, linear", "Schneider et al. 2020"),
        new("alpha:A", "m = A m_batch + (1-A) m_s, v alike (rule=moment adds the gap of the means), for each batch of scored images", "alpha-BN, You et al. 2021; A weighs the batch"),
        new("batch:B", "each scored batch's own statistics; batches never span domains", "prediction-time BN, Nado et al. 2020"),
        new("file:PATH", "what a statistics file holds", ""),
        new("stream:ema", "image k = 1, 2, ... in order of arrival: s <- (1-r) s + r s_image, r = 0.1 * 0.94^k + 0.005, s_image from a pass in training mode of that image alone", "DUA, Mirza et al. 2022, without its augmentation; population variances"),
        new("stream:window=K", "each image as the last of the batch of the K images up to it", ""),
        new("instance:k=4", "m = m_s + soft(m_i-m_s, k sqrt(v_s/L)); v = v_s + soft(v_i-v_s, k v_s sqrt(2/(L-1))), at least 0; L positions, v_i the n-1 variance", "IABN of NOTE, Gong et al. 2022"),
    ];

    /// <summary>What may follow.</summary>
    public static IReadOnlyList<SpecEntry> Keys { get; } =
    [
        new("method=population", "layer by layer over all images, earlier layers at their population statistics: no batch size, no order (default)", "the limit of PreciseBN, layer by layer"),
        new("method=minibatch", "one pass in training mode, each batch normalising itself", "PreciseBN as usually run"),
        new("method=frozen", "one pass, earlier layers at the stored statistics: moments of disjoint images add up exactly; all layers are then replaced together, which suits small shifts only", ""),
        new("estimator=total, mean-of-batches", "with minibatch: law of total variance over all values, or plain means of batch means and of n-1 batch variances", "fvcore; pycls, AIMET"),
        new("batch=B", "images a batch (128)", ""),
        new("order=shuffled, file", "by SHA-256 of seed and id, or as the manifest lists them (the default of stream)", ""),
        new("samples=N", "the first N of that order, evenly over domains", ""),
        new("split=train, adapt", "the split to estimate from", ""),
        new("balance=source", "images weighted by w_i = sum_c r_ic pi_s(c)/q(c), so that the classes count as among the source images: q, r by EM on the model's predictions, up to 5 rounds", "EM of Saerens et al. 2002"),
        new("balance=uniform", "the same, all classes alike", ""),
        new("layers=PATTERN, first:K", "only these layers, * and ? allowed, or the first K; the others keep their stored statistics", "Schneider et al. 2020 by stages"),
        new("only=mean, variance", "only means or only variances", "Schneider et al. 2020"),
        new("select=wasserstein:P", "in layer l of L the P (1-l/(L-1)) percent of channels whose new Gaussian is nearest to the stored one are replaced, the rest stays", "Hybrid-TTN, Vianna et al. 2024"),
        new("source=ema, precise", "the s of mix:W", ""),
        new("rule=moment, linear", "how mix and alpha combine variances", ""),
        new("window=K, k=K", "stream,window=K is stream:window=K; instance,k=K is instance:k=K", ""),
    ];
}
